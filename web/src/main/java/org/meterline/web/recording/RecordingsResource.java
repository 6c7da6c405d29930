package org.meterline.web.recording;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.recording.RecordingRows;
import org.meterline.ejb.recording.RecordingTerms;
import org.meterline.ejb.recording.Recordings;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** What was recorded of calls. */
@Path("recordings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Recordings")
@Dependent
public class RecordingsResource {
  private static final String WAV = "audio/wav";

  private final SignedIn session;
  private final Recordings recordings;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public RecordingsResource() {
    this(null, null);
  }

  @Inject
  public RecordingsResource(SignedIn session, Recordings recordings) {
    this.session = session;
    this.recordings = recordings;
  }

  /** Who heard a recording, newest first. */
  public record DownloadsView(List<RecordingRows.Download> items) {}

  /**
   * How recordings are kept.
   *
   * @param version another one after each change; 0 until one is made
   */
  public record TermsView(
      int retentionDays, boolean membersHearOwn, boolean supervisionTone, int version) {
    static TermsView of(RecordingTerms.InForce kept) {
      var terms = kept.terms();
      return new TermsView(
          terms.retentionDays(), terms.membersHearOwn(), terms.supervisionTone(), kept.version());
    }
  }

  /**
   * How they are to be kept.
   *
   * @param version of the terms that were read; left out: in the place of whichever there are
   */
  public record TermsBody(
      @NotNull Integer retentionDays,
      @NotNull Boolean membersHearOwn,
      @Nullable Boolean supervisionTone,
      @Nullable Integer version) {
    RecordingTerms terms() {
      return new RecordingTerms(
          retentionDays, membersHearOwn, Boolean.TRUE.equals(supervisionTone));
    }
  }

  @GET
  @Operation(operationId = "listRecordings", summary = "Recordings, newest first")
  public PageView<RecordingView> list(
      @Parameter(description = "Those of this call alone.") @QueryParam("call") @Nullable UUID call,
      @Parameter(description = "A part of the caller or of who was called.") @QueryParam("with")
          @Nullable String with,
      @Parameter(description = "Begun then or later (RFC 3339).") @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Begun before then (RFC 3339).") @QueryParam("until")
          @Nullable String until,
      @BeanParam Paging paging) {
    var wanted =
        new RecordingRows.Wanted(
            call,
            with == null || with.isBlank() ? null : with.strip(),
            instant("from", from),
            instant("until", until));
    return PageView.of(recordings.list(session.caller(), wanted, paging.ask()), RecordingView::of);
  }

  private static @Nullable Instant instant(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refused.invalid(field, "is no time as RFC 3339 has it, in UTC");
    }
  }

  @GET
  @Path("terms")
  @Operation(operationId = "getRecordingTerms", summary = "How long recordings are kept")
  public TermsView terms() {
    return TermsView.of(recordings.terms(session.caller()));
  }

  @PUT
  @Path("terms")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeRecordingTerms",
      summary = "Change it, for what is kept already too")
  public TermsView change(@NotNull @Valid TermsBody body) {
    return TermsView.of(recordings.change(session.caller(), body.terms(), body.version()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getRecording", summary = "One recording")
  public RecordingView get(@PathParam("id") UUID id) {
    return RecordingView.of(recordings.get(session.caller(), id));
  }

  @GET
  @Path("{id}/downloads")
  @Operation(operationId = "listRecordingDownloads", summary = "Who heard it, newest first")
  public DownloadsView downloads(@PathParam("id") UUID id) {
    return new DownloadsView(recordings.downloads(session.caller(), id));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "eraseRecording", summary = "Erase it; its line stays and says so")
  public RecordingView delete(@PathParam("id") UUID id) {
    return RecordingView.of(recordings.delete(session.caller(), id));
  }

  @GET
  @Path("{id}/audio")
  @Produces({WAV, MediaType.APPLICATION_JSON})
  @Operation(
      operationId = "hearRecording",
      summary = "The recording as a WAV file, or a range of its bytes")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(mediaType = WAV, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "206", description = "The range that was asked for")
  @APIResponse(responseCode = "416", description = "There is nothing of that range")
  public Response audio(@PathParam("id") UUID id, @HeaderParam("Range") @Nullable String range) {
    long size = recordings.get(session.caller(), id).bytes();
    Optional<ByteRange> wanted = ByteRange.of(range, size);
    boolean first = wanted.map(each -> each.first() == 0).orElse(true);
    Recordings.Audio audio = recordings.audio(session.caller(), id, first);
    if (wanted.isPresent() && !wanted.get().satisfiable(size)) {
      return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
          .header("Content-Range", "bytes */" + size)
          .build();
    }
    ByteRange part = wanted.orElse(new ByteRange(0, size - 1));
    StreamingOutput body = out -> copy(audio.file(), part, out);
    Response.ResponseBuilder response =
        wanted.isEmpty()
            ? Response.ok(body, WAV)
            : Response.status(Response.Status.PARTIAL_CONTENT)
                .entity(body)
                .type(WAV)
                .header("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
    return response
        .header("Accept-Ranges", "bytes")
        .header(HttpHeaders.CONTENT_LENGTH, part.length())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + id + ".wav\"")
        .build();
  }

  private static void copy(java.nio.file.Path file, ByteRange part, OutputStream out)
      throws IOException {
    try (FileChannel from =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      WritableByteChannel to = Channels.newChannel(out);
      long at = part.first();
      while (at <= part.last()) {
        long sent = from.transferTo(at, part.last() - at + 1, to);
        if (sent <= 0) {
          throw new IOException("the recording became shorter");
        }
        at += sent;
      }
    }
  }
}
