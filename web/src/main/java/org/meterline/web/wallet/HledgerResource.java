package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.wallet.BookExports;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** The book for a program that others wrote. */
@Path("ledger/hledger")
@Produces(MediaType.TEXT_PLAIN)
@Tag(name = "Ledger")
@Dependent
public class HledgerResource {
  private static final int BUFFER = 1 << 16;

  private final SignedIn session;
  private final BookExports exports;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public HledgerResource() {
    this(null, null);
  }

  @Inject
  public HledgerResource(SignedIn session, BookExports exports) {
    this.session = session;
    this.exports = exports;
  }

  @GET
  @Operation(
      operationId = "exportHledger",
      summary = "The book as a journal for hledger, whole or between two posting dates")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)))
  public StreamingOutput hledger(
      @Parameter(
              description =
                  "The first day; what was there before is one entry, on the day before; without"
                      + " it all from the beginning")
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "The day after the last one; without it all to the end")
          @QueryParam("until")
          @Nullable String until) {
    var export =
        exports.hledger(session.caller(), Times.day("from", from), Times.day("until", until));
    return out -> {
      var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
      try {
        export.to(text);
        text.flush();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    };
  }
}
