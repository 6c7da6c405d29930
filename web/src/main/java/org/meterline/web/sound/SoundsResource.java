package org.meterline.web.sound;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.sound.SoundLibrary;
import org.meterline.ejb.sound.SoundLimits;
import org.meterline.ejb.sound.SoundSeen;
import org.meterline.web.session.SignedIn;

/** Sounds that calls play by name. */
@Path("sounds")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Sounds")
@Dependent
public class SoundsResource {
  private static final String WAV = "audio/wav";

  private final SignedIn session;
  private final SoundLibrary sounds;
  private final SoundLimits limits;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public SoundsResource() {
    this(null, null, null);
  }

  @Inject
  public SoundsResource(SignedIn session, SoundLibrary sounds, SoundLimits limits) {
    this.session = session;
    this.sounds = sounds;
    this.limits = limits;
  }

  /**
   * All sounds of the tenant.
   *
   * @param bytes of all
   * @param mostBytes that all may have
   * @param largestBytes that one may have
   * @param most how many there may be
   */
  public record SoundsView(
      List<SoundView> items, long bytes, long mostBytes, long largestBytes, int most) {}

  /**
   * A sound.
   *
   * @param millis how long it is
   * @param bytes of its file
   * @param recordingRules how many rules of recording have it heard
   * @param onHold whether those who are on hold hear it
   */
  public record SoundView(
      String name,
      long millis,
      long bytes,
      String sha256,
      int recordingRules,
      boolean onHold,
      Instant changed,
      String changedBy) {
    static SoundView of(SoundSeen sound) {
      return new SoundView(
          sound.name(),
          sound.length().toMillis(),
          sound.bytes(),
          sound.sha256(),
          sound.rules(),
          sound.onHold(),
          sound.changed(),
          sound.changedBy());
    }
  }

  @GET
  @Operation(operationId = "listSounds", summary = "The tenant's own sounds, by name")
  public SoundsView list() {
    List<SoundSeen> all = sounds.list(session.caller());
    return new SoundsView(
        all.stream().map(SoundView::of).toList(),
        all.stream().mapToLong(SoundSeen::bytes).sum(),
        limits.ofTenant(),
        limits.largest(),
        limits.most());
  }

  @GET
  @Path("{name}")
  @Produces({WAV, MediaType.APPLICATION_JSON})
  @Operation(operationId = "hearSound", summary = "The WAV file as it was handed in")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(mediaType = WAV, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public Response audio(@PathParam("name") String name) {
    return Response.ok(sounds.audio(session.caller(), name), WAV)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  @PUT
  @Path("{name}")
  @Consumes({MediaType.APPLICATION_OCTET_STREAM, WAV})
  @Operation(
      operationId = "putSound",
      summary = "Keep this WAV file, new or in place of the one of that name")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponseSchema(value = SoundView.class, responseCode = "200")
  public SoundView put(@PathParam("name") String name, InputStream content) throws IOException {
    return SoundView.of(
        sounds.put(session.caller(), name, content.readNBytes(limits.largest() + 1)));
  }

  @DELETE
  @Path("{name}")
  @Operation(
      operationId = "deleteSound",
      summary = "Take a sound away that neither a rule nor a hold has heard")
  public void delete(@PathParam("name") String name) {
    sounds.remove(session.caller(), name);
  }
}
