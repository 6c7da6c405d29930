package org.meterline.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.meterline.ejb.switchboard.Standing;

/** Ready when the engine takes calls, its media is warm and the directory is loaded. */
@Readiness
@ApplicationScoped
public class EngineReady implements HealthCheck {
  private final Standing standing;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected EngineReady() {
    this(null);
  }

  @Inject
  public EngineReady(Standing standing) {
    this.standing = standing;
  }

  @Override
  public HealthCheckResponse call() {
    Standing.Report report = standing.report();
    return HealthCheckResponse.named("telephony")
        .status(report.ready())
        .withData("state", report.state())
        .withData("directoryFollowed", report.directoryFollowed())
        .withData("callsNow", report.callsNow())
        .build();
  }
}
