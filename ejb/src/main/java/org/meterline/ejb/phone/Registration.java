package org.meterline.ejb.phone;

import java.time.Instant;
import java.util.UUID;

/** Where a phone is registered now. */
public record Registration(
    UUID phone,
    String contact,
    String source,
    String transport,
    String userAgent,
    Instant expires) {}
