package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.TimeStamp;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.header.RetryAfterHeader;
import javax.sip.header.TimeStampHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling;

/** Responses: how ours are made, and what those of others say. */
final class Responses {
  /** Responses after which the same call is tried in another way: they end none. */
  private static final Set<Integer> ASKED_AGAIN = Set.of(401, 407, 420, 421, 422, 494);

  private static final int AUTHENTICATE = Response.PROXY_AUTHENTICATION_REQUIRED;

  /** Nobody is left alone for longer than so many seconds, whatever they ask for. */
  private static final int LONGEST_REST = 300;

  private static final String END = "\r\n";

  private Responses() {}

  /** A response that refuses nothing for good, with a To tag unless it is 100. */
  static Response response(int status, Request request, String toTag) {
    if (status >= 300 && status != Response.UNAUTHORIZED && status != AUTHENTICATE) {
      throw new IllegalArgumentException(status + " says why");
    }
    return bare(status, request, toTag);
  }

  /** 503: all that there is room for goes on; when to come again differs, or all come at once. */
  static Response busy(Request request) {
    int cause = request.getMethod().equals(Request.INVITE) ? Q850.CONGESTION : Q850.NONE;
    Response busy = refusal(503, cause, request, Wire.tag(), "Too much to do at the moment");
    int seconds = ThreadLocalRandom.current().nextInt(5, 16);
    busy.addHeader(Wire.header("Retry-After", Integer.toString(seconds)));
    return busy;
  }

  /**
   * A response that refuses.
   *
   * @param reason a sentence for people, put into a Reason header (RFC 3326)
   */
  static Response refusal(int status, Request request, String toTag, String reason) {
    boolean call = request.getMethod().equals(Request.INVITE) && Fields.toTag(request).isEmpty();
    boolean ends = call && !ASKED_AGAIN.contains(status);
    return refusal(status, ends ? Q850.ofStatus(status) : Q850.NONE, request, toTag, reason);
  }

  /**
   * The same with the cause by ITU-T Q.850 (RFC 6432).
   *
   * @param cause of {@link Q850}; 0 for none
   */
  static Response refusal(int status, int cause, Request request, String toTag, String reason) {
    Response response = bare(status, request, toTag);
    response.addHeader(Reasons.header(status, cause, reason));
    return response;
  }

  private static Response bare(int status, Request request, String toTag) {
    try {
      Response response = ((SIPRequest) request).createResponse(status);
      if (status > 100) {
        var to = ((SIPResponse) response).getTo();
        if (to.getTag() == null) {
          to.setTag(toTag);
        }
        response.addHeader(Wire.header("Server", Wire.PRODUCT));
      }
      return response;
    } catch (ParseException e) {
      throw new IllegalStateException("no tag can be set", e);
    }
  }

  /**
   * A response as it is sent, where there are many of its kind: its headers need not become objects
   * to be written once.
   *
   * @param more header lines of its own, without their ends
   */
  static byte[] written(int status, Request request, String toTag, List<String> more) {
    var sip = (SIPRequest) request;
    var to = (To) sip.getTo();
    var text = new StringBuilder(1_024).append("SIP/2.0 ").append(status).append(' ');
    text.append(SIPResponse.getReasonPhrase(status)).append(END);
    sip.getViaHeaders().encode(text);
    ((From) sip.getFrom()).encode(text);
    text.append("To: ").append(to.getHeaderValue());
    if (to.getTag() == null) {
      text.append(";tag=").append(toTag);
    }
    text.append(END);
    ((CallID) sip.getCallId()).encode(text);
    ((CSeq) sip.getCSeq()).encode(text);
    if (sip.getHeader(TimeStampHeader.NAME) instanceof TimeStamp sent) {
      sent.encode(text);
    }
    text.append("Server: ").append(Wire.PRODUCT).append(END);
    more.forEach(line -> text.append(line).append(END));
    text.append("Content-Length: 0").append(END).append(END);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A response as it is sent; over which transport, its Via says since it was asked. */
  static byte[] written(Response response) {
    var sip = (SIPResponse) response;
    return sip.encodeAsBytes(sip.getTopmostVia().getTransport());
  }

  /** What a final response that refuses says. */
  static Signalling.Event.Failed failure(Response response) {
    return new Signalling.Event.Failed(
        response.getStatusCode(),
        Reasons.of(response, "Refused"),
        Reasons.cause(response),
        retryAfter(response));
  }

  /** How long a response asks to be left alone; null if it does not. */
  static @Nullable Duration retryAfter(Response response) {
    return response.getHeader(RetryAfterHeader.NAME) instanceof RetryAfterHeader header
            && header.getRetryAfter() > 0
        ? Duration.ofSeconds(Math.min(header.getRetryAfter(), LONGEST_REST))
        : null;
  }
}
