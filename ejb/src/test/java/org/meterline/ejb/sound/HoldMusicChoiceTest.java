package org.meterline.ejb.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.sound.SoundLibraryTest.PLENTY;
import static org.meterline.ejb.sound.SoundLibraryTest.wav;

import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sound.HoldMusic.Plays;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;

/** Who says what is heard on hold, and what cannot be. */
class HoldMusicChoiceTest {
  private final TestDatabase database = TestDatabase.get();
  private Tenant harbour =
      new Tenant(UUID.randomUUID(), "N", "n", new Domain("n.example"), ZoneOffset.UTC, "DE");
  private Tenant meadow = harbour;

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
    put(harbour, "waltz");
    put(meadow, "theirs");
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "s", "x@y.example", "X", role, null);
  }

  private static <R> R library(Tenant tenant, Function<SoundLibrary, R> work) {
    return Use.in(tenant, em -> work.apply(new SoundLibrary(em, PLENTY, Clock.systemUTC())));
  }

  private static void put(Tenant tenant, String name) {
    library(tenant, sounds -> sounds.put(caller(tenant, Role.ADMIN), name, wav(800)));
  }

  private static void remove(Tenant tenant, String name) {
    library(
        tenant,
        sounds -> {
          sounds.remove(caller(tenant, Role.ADMIN), name);
          return 0;
        });
  }

  private static HoldMusic.InForce get(Tenant tenant) {
    return Use.in(tenant, em -> new HoldMusicChoice(em).get(caller(tenant, Role.ADMIN)));
  }

  private HoldMusic.InForce change(Plays plays, @Nullable String sound, @Nullable Integer read) {
    return Use.in(
        harbour,
        em ->
            new HoldMusicChoice(em)
                .change(caller(harbour, Role.ADMIN), new HoldMusic(plays, sound), read));
  }

  private static Refused refused(Runnable work) {
    return assertThrows(Refused.class, work::run);
  }

  @Test
  void itIsOursUntilTheTenantSaysSomethingElse() {
    assertEquals(new HoldMusic.InForce(new HoldMusic(Plays.BUILT_IN, null), 0), get(harbour));
    HoldMusic own = new HoldMusic(Plays.SOUND, "waltz");
    assertEquals(new HoldMusic.InForce(own, 1), change(Plays.SOUND, "waltz", 0));
    assertEquals("changed-meanwhile", refused(() -> change(Plays.SILENCE, null, 0)).code());
    assertEquals(new HoldMusic.InForce(own, 1), get(harbour));
    assertEquals(2, change(Plays.SILENCE, null, 1).version());
    assertEquals(Plays.BUILT_IN, change(Plays.BUILT_IN, null, null).music().plays());
    assertEquals(0, get(meadow).version(), "it is one tenant's");
  }

  @Test
  void aSoundMustBeTheTenants() {
    for (String wrong : List.of("theirs", "none", "Not a name")) {
      Refused why = refused(() -> change(Plays.SOUND, wrong, null));
      assertEquals(422, why.status());
      assertEquals(
          List.of(new Refused.Violation("sound", "is not a sound of this tenant")),
          why.violations());
    }
    for (Refused why :
        List.of(
            refused(() -> change(Plays.SOUND, null, null)),
            refused(() -> change(Plays.SILENCE, "waltz", null)))) {
      assertEquals("sound", why.violations().getFirst().field());
    }
    assertEquals(0, get(harbour).version());
  }

  @Test
  void whatIsHeardOnHoldIsNotTakenAway() {
    change(Plays.SOUND, "waltz", null);
    assertTrue(library(harbour, s -> s.list(caller(harbour, Role.ADMIN))).getFirst().onHold());
    Refused why = refused(() -> remove(harbour, "waltz"));
    assertEquals("sound-in-use", why.code());
    assertEquals(409, why.status());
    put(harbour, "waltz"); // another one in its place may be
    change(Plays.SILENCE, null, null);
    assertFalse(library(harbour, s -> s.list(caller(harbour, Role.ADMIN))).getFirst().onHold());
    remove(harbour, "waltz");
  }

  @Test
  void adminsAloneSayIt() {
    for (Role role : List.of(Role.AGENT, Role.FINANCE)) {
      Caller caller = caller(harbour, role);
      assertEquals(
          "forbidden",
          refused(() -> Use.in(harbour, em -> new HoldMusicChoice(em).get(caller))).code());
      HoldMusic silence = new HoldMusic(Plays.SILENCE, null);
      assertEquals(
          "forbidden",
          refused(
                  () ->
                      Use.in(harbour, em -> new HoldMusicChoice(em).change(caller, silence, null)))
              .code());
    }
  }
}
