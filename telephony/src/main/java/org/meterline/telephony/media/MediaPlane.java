package org.meterline.telephony.media;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.telephony.recording.Recorder;
import org.meterline.telephony.recording.Recording;

/** Opens and joins the audio of legs. Safe for many threads. */
public interface MediaPlane extends AutoCloseable {
  /** A leg of a call of its own. */
  default MediaLeg open(String name, Consumer<MediaEvent> events) throws NoPorts {
    return open(name, name, events);
  }

  /**
   * Takes a pair of ports for a leg.
   *
   * @param call names the call: its legs are carried by one thread, and do not wait for each other
   * @param name what the logs call the leg
   * @param events hears of digits, ends of prompts and time-outs; on a media thread, so it must
   *     only put them into a mailbox
   * @throws NoPorts when the configured range is used up
   */
  MediaLeg open(String call, String name, Consumer<MediaEvent> events) throws NoPorts;

  /** The same for a call for help, for which some ports are kept back. */
  default MediaLeg openForHelp(String call, String name, Consumer<MediaEvent> events)
      throws NoPorts {
    return open(call, name, events);
  }

  /** Joins two legs: each hears the other until one is bridged anew, unbridged or closed. */
  void bridge(MediaLeg a, MediaLeg b);

  /** Parts the leg from whatever it is bridged to, or takes it out of the mix that it is in. */
  void unbridge(MediaLeg leg);

  /** Joins more than two legs; empty at first. */
  Mix mix();

  /** Packets from a source that was not agreed on, dropped since the start. */
  default long strangers() {
    return 0;
  }

  /** What went wrong here for reasons of ours, and ended nothing, since the start. */
  default long faults() {
    return 0;
  }

  /** Begins recordings; a leg puts into them what it hears of. */
  Recorder recorder();

  /** Whether everything is loaded that the first packet needs, and audio is carried. */
  boolean ready();

  /** What stands between legs and their far ends, and how it is, for who looks after the node. */
  default String relay() {
    return "built in";
  }

  @Override
  void close();

  /** All ports of the range are taken. */
  final class NoPorts extends Exception {
    public NoPorts(String message) {
      super(message);
    }
  }

  /**
   * Legs that hear each other. A leg is in one mix or one bridge: what it is put into takes it out
   * of the other. A leg that is closed leaves. Legs should be of one call, whose media thread they
   * share. Safe for many threads.
   */
  interface Mix extends AutoCloseable {
    /** The leg hears all others, and is heard by them; nothing if it is here already. */
    void add(MediaLeg leg);

    /** The leg leaves and hears nobody; nothing if it is not here. */
    void remove(MediaLeg leg);

    /** Whether one leg hears another; at first it does. */
    void hears(MediaLeg listener, MediaLeg speaker, boolean on);

    /**
     * How loud a leg is heard.
     *
     * @param decibels -60 to 20; 0 at first
     */
    void gain(MediaLeg speaker, double decibels);

    /**
     * Sends on to another leg's far end what one presses; at first digits are told by {@link
     * MediaEvent.Digit} alone.
     */
    void passDigits(MediaLeg from, MediaLeg to);

    /** All leave. */
    @Override
    void close();
  }

  /** One leg's audio. */
  interface MediaLeg {
    /** Our offer to a far end: plain at first, then as was agreed. */
    default Sdp offer() {
      return offer(Transport.PLAIN);
    }

    /**
     * Our offer to a far end.
     *
     * @param transport how the first offer of a leg wants its media to travel; later ones are as
     *     was agreed
     */
    Sdp offer(Transport transport);

    /**
     * Takes the far end's offer and answers it; a later offer changes the session (hold, new
     * address).
     *
     * @throws Unacceptable when there is no common codec or it cannot be read
     */
    Sdp answer(Sdp offer) throws Unacceptable;

    /** Takes the far end's answer to {@link #offer}. */
    void accept(Sdp answer) throws Unacceptable;

    /**
     * Speaks these codecs alone with its far end from the next offer or answer on: they are offered
     * in this order, and the first of them that is offered is taken, unless a later one spares the
     * leg that it {@link #suit}s a translation.
     *
     * @param codecs as {@link org.meterline.telephony.codec.Codec#title} has them; none: all there
     *     are
     */
    void speak(List<String> codecs);

    /**
     * Wants the same codec as another leg, so that nothing needs to be translated between them:
     * what that leg's far end speaks comes first in what is offered and answered from now on.
     */
    void suit(MediaLeg other);

    /** The far end was told what was answered: it stays so until it offers anew. */
    void told();

    /**
     * Plays prompts in a row, in place of what a bridged leg says; ends what was playing. {@link
     * MediaEvent.Played} with this number tells of the end, also when stopped.
     */
    void play(long number, List<Prompt> prompts, Duration offset);

    /**
     * Plays prompts in a row over what the far end hears otherwise, which goes on, and beside what
     * plays over it already. {@link MediaEvent.Played} with this number tells of the end.
     *
     * @param duck how much fainter the rest is meanwhile, in decibels, 0 to 60
     */
    void overlay(long number, List<Prompt> prompts, int duck);

    /** Ends what is playing over all else under that number. */
    void stopOverlay(long number);

    /**
     * The language of prompts that name none, from the next play on; English at first.
     *
     * @param tag of BCP 47
     */
    void language(String tag);

    /**
     * Whose the leg is: what its prompts fetch counts for them.
     *
     * @param domain of the tenant
     */
    default void whose(String domain) {}

    /** Ends what is playing under that number; nothing if that is over, or not on any more. */
    void stop(long number);

    /** Lets what plays stand still: silence is heard, not a bridged leg. */
    void pause();

    /** Lets what stands still go on. */
    void resume();

    /** Goes on from another position of the prompt that plays now; at most to its end. */
    void seek(Duration position);

    /** How much was heard of the prompt that plays now, or that played last; exact to a sample. */
    Duration position();

    /**
     * Sends a digit to the far end, after those that wait, as a telephone event (RFC 4733) in place
     * of audio; nothing if the far end does not take events.
     *
     * @param digit one of {@code 0123456789*#ABCD}
     */
    void sendDigit(char digit);

    /** From now on what the far end says and hears goes into the recording too. */
    void record(Recording recording);

    /** It goes into that recording no more. */
    void release(Recording recording);

    /**
     * Whether the far end is on hold: nobody hears what it says, and no recording does.
     *
     * @param held from now on
     */
    void unheard(boolean held);

    /**
     * Whether those that the leg is joined with get the digits that its far end presses, each made
     * anew, and nothing that it says.
     *
     * @param only from now on
     */
    void digitsOnly(boolean only);

    /**
     * Whether the far end wants to hear anything, as it said last: not while it has put us on hold
     * (RFC 3264, section 8.4). Before anything was agreed it does.
     */
    boolean listens();

    /** Whether the far end sends anything, as it said last. Before anything was agreed it does. */
    boolean speaks();

    /** The leg is answered: from now on its far end is expected to be heard. */
    void answered();

    /** Up to now, or in all once closed. */
    Quality quality();

    /** Gives the ports back. Idempotent. */
    void close();
  }

  /** The far end's session description cannot be used. */
  final class Unacceptable extends Exception {
    private final int status;

    public Unacceptable(String message) {
      this(message, 488);
    }

    /**
     * @param status what SIP says to it: 488, or 503 when the reason is ours
     */
    public Unacceptable(String message, int status) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
