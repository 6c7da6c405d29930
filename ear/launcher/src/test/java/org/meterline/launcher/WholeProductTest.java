package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/**
 * Base of the tests of the whole product. The first one starts Meterline, all share it, and it is
 * stopped at the end of the run, by {@link SecondStartIT} if that is run. Name such a class {@code
 * …IT}: it runs in {@code mvn verify}, once EAR and server image are built. Leave behind what
 * others do not stumble over: phones that you registered are closed, and money is counted as a
 * difference.
 */
@ExtendWith(WholeProductTest.Shared.class)
public abstract class WholeProductTest {
  @SuppressWarnings("NullAway.Init") // set before all tests of a class
  private static RunningMeterline running;

  private static Optional<PluggedModems> plugged = Optional.empty();

  @SuppressWarnings("NullAway.Init") // as well
  private static Coturn coturn;

  /** The Meterline under test. */
  protected static RunningMeterline meterline() {
    return running;
  }

  /** The modems that are plugged into it: none if all media are to pass rtpengine. */
  static Optional<PluggedModems> modems() {
    return plugged;
  }

  /** The TURN server that it tells browsers of. */
  static Coturn coturn() {
    return coturn;
  }

  /** A demo phone that takes every call. */
  protected static Phone answering(String user) throws Exception {
    Phone phone = meterline().phone(user, new Ladder());
    phone.onCall(
        call -> {
          try {
            call.answer();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertEquals(200, phone.register(Duration.ofMinutes(5)));
    return phone;
  }

  static final class Shared implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      ExtensionContext.Store store = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
      running =
          store.computeIfAbsent(
              RunningMeterline.class, key -> start(store), RunningMeterline.class);
      plugged = Optional.ofNullable(store.get(PluggedModems.class, PluggedModems.class));
      coturn = Objects.requireNonNull(store.get(Coturn.class, Coturn.class));
    }

    private static RunningMeterline start(ExtensionContext.Store store) {
      try {
        Map<String, String> settings = new HashMap<>(relay(store));
        // Few: it is compiled by C1 alone.
        settings.put("METERLINE_REHEARSAL", "20");
        settings.putAll(modems(store));
        settings.putAll(turn(store).settings());
        return new RunningMeterline(Path.of("target/whole-product").toAbsolutePath(), settings);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Modems and an rtpengine that all media pass do not go together. */
    private static Map<String, String> modems(ExtensionContext.Store store) throws IOException {
      if ("true".equals(FreeSettings.chosen().get("METERLINE_MEDIA_RELAY_ALL"))) {
        return Map.of();
      }
      PluggedModems modems = new PluggedModems(Path.of("target/modems").toAbsolutePath());
      store.put(PluggedModems.class, modems);
      return Map.of("METERLINE_MODEMS_FILE", modems.file().toString());
    }

    /** The one there is, also if Meterline is started again because it did not start. */
    private static Coturn turn(ExtensionContext.Store store)
        throws IOException, InterruptedException {
      Coturn turn = store.get(Coturn.class, Coturn.class);
      if (turn == null) {
        turn = new Coturn();
        store.put(Coturn.class, turn);
      }
      return turn;
    }

    /** The settings of an rtpengine, if one is wanted and it is not said where one is. */
    private static Map<String, String> relay(ExtensionContext.Store store)
        throws IOException, InterruptedException {
      Map<String, String> chosen = FreeSettings.chosen();
      if (!"rtpengine".equals(chosen.get("METERLINE_MEDIA_RELAY"))
          || chosen.containsKey("METERLINE_MEDIA_RELAY_ADDRESS")) {
        return Map.of();
      }
      Rtpengine relay = new Rtpengine();
      store.put(Rtpengine.class, relay);
      return relay.settings();
    }
  }
}
