package org.meterline.web.deck;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.deck.Decks;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** Rate decks as reviewed changes. */
@Path("decks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Prices")
@Dependent
public class DecksResource {
  private static final int MOST_BYTES = 64 << 20;

  private final SignedIn session;
  private final Decks decks;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public DecksResource() {
    this(null, null);
  }

  @Inject
  public DecksResource(SignedIn session, Decks decks) {
    this.session = session;
    this.decks = decks;
  }

  @GET
  @Operation(operationId = "listDecks", summary = "Versions of rate decks, newest first")
  public PageView<DeckView> list(@BeanParam Paging paging) {
    return PageView.of(decks.list(session.caller(), paging.ask()), DeckView::of);
  }

  @POST
  @Created
  @Consumes({MediaType.APPLICATION_OCTET_STREAM, "text/csv"})
  @Operation(
      operationId = "uploadDeck",
      summary = "Read a CSV or XLSX file into a draft; what is wrong with it stands in the answer")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponseSchema(value = DeckView.class, responseCode = "201")
  public DeckView upload(@BeanParam UploadTerms terms, InputStream content) throws IOException {
    Caller caller = session.caller();
    byte[] bytes = content.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new Refused("too-large", 413, "A deck's file has at most 64 MiB.", false);
    }
    return DeckView.of(decks.upload(caller, terms.upload(caller.tenant().zone()), bytes));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getDeck", summary = "One version, with what is wrong with its file")
  public DeckView get(@PathParam("id") UUID id) {
    return DeckView.of(decks.get(session.caller(), id));
  }

  @GET
  @Path("{id}/preview")
  @Operation(
      operationId = "previewDeck",
      summary = "What last month's calls would have cost by it, and the margin before and after")
  public PreviewView preview(
      @PathParam("id") UUID id,
      @Parameter(description = "In place of last month") @QueryParam("since")
          @Nullable String since,
      @QueryParam("until") @Nullable String until) {
    return PreviewView.of(
        decks.preview(session.caller(), id, instant("since", since), instant("until", until)));
  }

  @POST
  @Path("{id}/approval")
  @Operation(operationId = "approveDeck", summary = "Let a draft come into force")
  public DeckView approve(
      @PathParam("id") UUID id,
      @Parameter(
              description =
                  "In place of the draft's own `from`: an instant, or a date or local time in the"
                      + " deck's zone. What is past or very soon: as soon as all nodes know of it")
          @QueryParam("from")
          @Nullable String from) {
    var caller = session.caller();
    var begin =
        from == null ? null : Times.read("from", from, decks.get(caller, id).terms().zone());
    return DeckView.of(decks.approve(caller, id, begin));
  }

  @POST
  @Path("{id}/rollback")
  @Operation(
      operationId = "rollBackDeck",
      summary = "Drop a draft or take a deck back: what was in force before it is so again")
  public DeckView rollback(@PathParam("id") UUID id) {
    return DeckView.of(decks.withdraw(session.caller(), id));
  }

  private static @Nullable Instant instant(String field, @Nullable String text) {
    return text == null ? null : Times.read(field, text);
  }
}
