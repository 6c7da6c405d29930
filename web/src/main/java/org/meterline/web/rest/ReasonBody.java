package org.meterline.web.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Why. */
public record ReasonBody(@NotBlank @Size(max = 500) String reason) {}
