package org.meterline.telephony.call;

/** What a call is doing. Every state has one sentence saying what it means. */
public enum CallState {
  /** The INVITE is in; nobody knows yet where it goes. */
  ARRIVED,
  /** The authority was asked whether the leg may be set up; its answer is awaited. */
  ASKING,
  /** The outgoing leg is being set up; its far end has not answered. */
  RINGING,
  /** A program steers the call, which may be answered or not. */
  STEERED,
  /** Both legs are answered and bridged. */
  TALKING,
  /** The end was decided; legs are being closed. */
  ENDING,
  /** All legs are closed, the last fact is written. */
  ENDED
}
