package org.meterline.telephony.call;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The causes of ITU-T Q.850 with which calls end in telephone networks, and what they are in SIP
 * (RFC 3398). A cause is a number from 1 to 127; 0 stands for none.
 */
public final class Q850 {
  public static final int NONE = 0;
  public static final int UNALLOCATED = 1;
  public static final int NO_ROUTE = 3;
  public static final int NORMAL = 16;
  public static final int BUSY = 17;
  public static final int NO_USER_RESPONDS = 18;
  public static final int NO_ANSWER = 19;
  public static final int ABSENT = 20;
  public static final int REJECTED = 21;
  public static final int SENT_ON = 23;
  public static final int NOT_SELECTED = 26;
  public static final int NO_CIRCUIT = 34;
  public static final int NETWORK_OUT_OF_ORDER = 38;
  public static final int TEMPORARY_FAILURE = 41;
  public static final int CONGESTION = 42;
  public static final int NO_RESOURCE = 47;

  private static final int HIGHEST = 127;

  /** RFC 3398, section 7.2.4.1, and what it leaves out by its rule for each class of causes. */
  private static final Map<Integer, Integer> STATUS =
      Map.ofEntries(
          Map.entry(1, 404),
          Map.entry(2, 404),
          Map.entry(3, 404),
          Map.entry(16, 603),
          Map.entry(17, 486),
          Map.entry(18, 408),
          Map.entry(19, 480),
          Map.entry(20, 480),
          Map.entry(21, 603),
          Map.entry(22, 410),
          Map.entry(26, 404),
          Map.entry(27, 502),
          Map.entry(28, 484),
          Map.entry(29, 501),
          Map.entry(31, 480),
          Map.entry(34, 503),
          Map.entry(38, 503),
          Map.entry(41, 503),
          Map.entry(42, 503),
          Map.entry(47, 503),
          Map.entry(55, 403),
          Map.entry(57, 403),
          Map.entry(58, 503),
          Map.entry(65, 488),
          Map.entry(79, 501),
          Map.entry(87, 403),
          Map.entry(88, 503),
          Map.entry(102, 504),
          Map.entry(111, 500),
          Map.entry(127, 500));

  private Q850() {}

  /** Whether a cause is named. */
  public static boolean isCause(int number) {
    return number > NONE && number <= HIGHEST;
  }

  /** The final response that says so best; empty for what ends no call. */
  public static OptionalInt status(int cause) {
    Integer status = STATUS.get(cause);
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /**
   * The cause that a final response stands for (RFC 3398, section 8.2.6.1). A call that was
   * answered ends normally, as does one that was cancelled.
   */
  public static int ofStatus(int status) {
    return switch (status) {
      case 404, 485, 604 -> UNALLOCATED;
      case 486, 600 -> BUSY;
      case 480 -> NO_USER_RESPONDS;
      case 401, 402, 403, 407, 603, 607, 608 -> REJECTED;
      case 410 -> 22;
      case 482, 483 -> 25;
      case 484 -> 28;
      case 502 -> NETWORK_OUT_OF_ORDER;
      case 400, 481, 500, 503 -> TEMPORARY_FAILURE;
      case 405 -> 63;
      case 488, 606 -> 65;
      case 406, 415, 501 -> 79;
      case 408, 504 -> 102;
      case 487 -> NORMAL;
      default -> {
        if (status < 300) {
          yield NORMAL;
        }
        yield status < 400 ? SENT_ON : HIGHEST;
      }
    };
  }

  /** The one that was named, or else what the status stands for. */
  public static int named(int cause, int status) {
    return isCause(cause) ? cause : ofStatus(status);
  }
}
