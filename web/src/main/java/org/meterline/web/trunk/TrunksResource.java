package org.meterline.web.trunk;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.trunk.Trunks;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Trunks. */
@Path("trunks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Trunks")
@Dependent
public class TrunksResource {
  private final SignedIn session;
  private final Trunks trunks;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TrunksResource() {
    this(null, null);
  }

  @Inject
  public TrunksResource(SignedIn session, Trunks trunks) {
    this.session = session;
    this.trunks = trunks;
  }

  /** A trunk that the tenant may use. */
  public record TrunkView(
      UUID id,
      String name,
      String address,
      String state,
      List<String> numbers,
      List<String> prefixes,
      long callsNow,
      @Nullable Integer callsLimit) {
    static TrunkView of(Trunks.Seen seen) {
      Trunk trunk = seen.trunk();
      return new TrunkView(
          seen.id(),
          trunk.name(),
          "sip:" + trunk.host() + ":" + trunk.port() + ";transport=" + trunk.transport(),
          seen.state().name().toLowerCase(Locale.ROOT),
          seen.numbers(),
          trunk.prefixes(),
          seen.callsNow(),
          seen.callsLimit());
    }
  }

  @GET
  @Operation(operationId = "listTrunks", summary = "Trunks in order of preference")
  public PageView<TrunkView> list(@BeanParam Paging paging) {
    return PageView.of(trunks.list(session.caller(), paging.ask()), TrunkView::of);
  }
}
