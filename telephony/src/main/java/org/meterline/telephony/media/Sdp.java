package org.meterline.telephony.media;

/**
 * A session description (RFC 8866) as text, opaque to all but the media plane.
 *
 * @param text with CRLF line ends
 */
public record Sdp(String text) {}
