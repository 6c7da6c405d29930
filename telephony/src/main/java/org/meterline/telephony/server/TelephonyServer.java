package org.meterline.telephony.server;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.speech.OwnSounds;

/**
 * Owns the engine within a container; who assembles the product starts it with its ports. It
 * serialises nothing: the engine is safe for many threads.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TelephonyServer {
  private static final System.Logger LOG = System.getLogger(TelephonyServer.class.getName());
  private static final Duration AT_UNDEPLOY = Duration.ofSeconds(2);

  private volatile @Nullable Engine engine;

  /**
   * Builds an engine and starts it.
   *
   * @throws IOException when an address is taken, or the journal or the launcher cannot be used
   * @throws IllegalStateException when one runs already
   */
  public void start(
      Settings settings,
      Directory directory,
      CallAuthority authority,
      CallJournal journal,
      CallEvents events,
      BindingStore bindings,
      OwnSounds sounds)
      throws IOException, InterruptedException {
    synchronized (this) {
      if (engine != null) {
        throw new IllegalStateException("the engine runs already");
      }
      Engine built =
          new Engine(
              settings, directory, authority, journal, events, bindings, sounds, Clock.systemUTC());
      built.start();
      engine = built;
      LOG.log(System.Logger.Level.INFO, "node {0} takes calls", settings.node());
    }
  }

  /** The engine, if it runs. */
  public Optional<Engine> engine() {
    return Optional.ofNullable(engine);
  }

  /** Drains and stops the engine; does nothing when none runs. */
  public void stop(Duration patience) throws InterruptedException {
    Engine running;
    synchronized (this) {
      running = engine;
      engine = null;
    }
    if (running != null) {
      running.drain(patience);
    }
  }

  @PreDestroy
  void undeployed() {
    try {
      stop(AT_UNDEPLOY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
