package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Sdp;

/**
 * A talk across two calls: one that stays of the call of 101 and 102 talks to 103, whom the one
 * that left it had called.
 */
final class JointTalk {
  static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");

  final World world = new World().phone("103", 5071).phone("104", 5072).phone("105", 5073);

  /** The call that 103 was called in. */
  final World.Beside other;

  /** Who stays of the world's call. */
  final FakeLeg ours;

  final FakeAudio audio;

  /** 103. */
  final FakeLeg far;

  final FakeAudio farAudio;

  /**
   * @param caller whether the caller stays of the world's call
   */
  JointTalk(boolean caller) {
    for (String user : List.of("104", "105")) {
      world.numbers.put(user, new Destination.Phone(World.HARBOUR, user));
    }
    world.admission = World.granted(1000, false);
    other = world.beside(caller ? "102" : "101", "103", null);
    far = world.callee();
    far.says(ANSWER);
    world.settle();
    farAudio = world.audio.getLast();
    world.dials("102").answered();
    FakeLeg leaves = caller ? world.callee() : world.caller;
    ours = caller ? world.caller : world.callee();
    audio = world.audio.get(caller ? 2 : 3);
    refers(leaves, "103", other.caller.id());
  }

  ReferTest.Asked refers(FakeLeg who, String to, @Nullable LegId replaces) {
    var asked = new ReferTest.Asked(to, replaces);
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  /** The account of who stays of the world's call. */
  String user() {
    return ours == world.caller ? "101" : "102";
  }

  /** What is charged of our leg after so many seconds: a caller's uses no grant. */
  Duration chargedOfOurs(int seconds) {
    return ours == world.caller ? Duration.ZERO : Duration.ofSeconds(seconds);
  }

  List<Outcome<?>> there(Verb<?> verb) {
    List<Outcome<?>> outcome = new ArrayList<>();
    other.call.on(new Message.Run(verb, Duration.ofMinutes(1), outcome::add));
    world.settle();
    return outcome;
  }

  boolean talk(FakeAudio one, FakeAudio two) {
    return Objects.equals(one.bridged, two) && Objects.equals(two.bridged, one);
  }

  boolean over(World.Beside call) {
    return call.call.state() == CallState.ENDED && call.caller.closed();
  }
}
