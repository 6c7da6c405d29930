package org.meterline.telephony.sip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Event.Progress;
import org.meterline.telephony.media.Sdp;

/**
 * Which of the phones that one leg rings is heard before the answer: the one that described a
 * session last, until that is over or the phone is lost; then another that has described one, or
 * that those which are left ring. Owned by the leg's mailbox.
 */
final class EarlyAudio {
  /** Of a phone that has described nothing. */
  private static final Sdp NONE = new Sdp("");

  /** Those that have rung and are not lost, with what they described last. */
  private final Map<Branch, Sdp> ringing = new LinkedHashMap<>();

  private @Nullable Branch heard;

  private @Nullable Sdp told() {
    return heard == null ? null : ringing.get(heard);
  }

  /**
   * 18x came to the branch.
   *
   * @return what that says of the leg: that another phone rings says nothing to who hears one
   */
  List<Progress> progressed(Branch by, Progress what) {
    if (what.isSilence()) {
      return silenced(by);
    }
    Sdp session = what.answer();
    if (session == null) {
      ringing.putIfAbsent(by, NONE);
    } else {
      ringing.put(by, session);
      heard = by;
    }
    boolean another = heard != null && heard != by;
    return List.of(another ? new Progress(Response.SESSION_PROGRESS, null) : what);
  }

  /** The branch has come to nothing. */
  List<Progress> lost(Branch by) {
    ringing.remove(by);
    return silenced(by);
  }

  /** What could be heard of the branch is over, whatever it does now. */
  List<Progress> silenced(Branch by) {
    ringing.replace(by, NONE);
    if (by != heard) {
      return List.of();
    }
    heard = null;
    for (Map.Entry<Branch, Sdp> each : ringing.entrySet()) {
      if (!each.getValue().equals(NONE)) {
        heard = each.getKey();
      }
    }
    var next = new Progress(Progress.OVER, told());
    boolean othersRing = ringing.keySet().stream().anyMatch(each -> each != by);
    return next.isSilence() && othersRing
        ? List.of(next, new Progress(Response.RINGING, null))
        : List.of(next);
  }

  /**
   * What the branch that answers is described as.
   *
   * @param before what its dialog was described as by provisional responses; null if it was not
   * @return null when what was told before stands; what another phone was told of does not
   */
  @Nullable Sdp description(Response answer, @Nullable Sdp before) {
    Sdp sdp = Fields.sdp(answer);
    if (sdp != null || Objects.equals(before, told())) {
      return sdp;
    }
    return before == null ? NONE : before;
  }
}
