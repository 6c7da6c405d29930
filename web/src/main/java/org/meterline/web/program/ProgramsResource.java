package org.meterline.web.program;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.program.ProgramVersion;
import org.meterline.ejb.program.Programs;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** External programs. */
@Path("programs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Programs")
@Dependent
public class ProgramsResource {
  private final SignedIn session;
  private final Programs programs;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ProgramsResource() {
    this(null, null);
  }

  @Inject
  public ProgramsResource(SignedIn session, Programs programs) {
    this.session = session;
    this.programs = programs;
  }

  /**
   * A program.
   *
   * @param version another one after each change, also after an upload
   */
  public record ProgramView(
      UUID id,
      String name,
      String description,
      @Nullable VersionView live,
      List<String> numbers,
      Map<String, String> variables,
      long runningNow,
      int version) {
    static ProgramView of(Programs.Seen seen) {
      ProgramVersion live = seen.live();
      return new ProgramView(
          seen.program().id(),
          seen.program().name(),
          seen.program().description(),
          live == null ? null : VersionView.of(live),
          seen.numbers(),
          seen.variables(),
          seen.runningNow(),
          seen.program().version());
    }
  }

  /** One upload. */
  public record VersionView(
      UUID id,
      int number,
      String fileName,
      long sizeBytes,
      String sha256,
      Instant uploaded,
      String by) {
    static VersionView of(ProgramVersion version) {
      return new VersionView(
          version.id(),
          version.number(),
          version.fileName(),
          version.sizeBytes(),
          version.sha256(),
          version.uploaded(),
          version.uploadedBy());
    }
  }

  /**
   * What is said of a program.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record ProgramBody(
      @NotBlank @Size(max = 100) String name,
      @Nullable @Size(max = 1000) String description,
      @Nullable Map<@NotBlank String, @NotNull String> variables,
      @Nullable Integer version) {
    Programs.Draft draft() {
      return new Programs.Draft(
          name, description == null ? "" : description, variables == null ? Map.of() : variables);
    }
  }

  @GET
  @Operation(operationId = "listPrograms", summary = "External programs")
  public PageView<ProgramView> list(@BeanParam Paging paging) {
    return PageView.of(programs.list(session.caller(), paging.ask()), ProgramView::of);
  }

  @POST
  @Created
  @Operation(operationId = "createProgram", summary = "Make a program; upload a version next")
  @APIResponseSchema(value = ProgramView.class, responseCode = "201")
  public ProgramView create(@NotNull @Valid ProgramBody body) {
    return ProgramView.of(programs.create(session.caller(), body.draft()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getProgram", summary = "One program")
  public ProgramView get(@PathParam("id") UUID id) {
    return ProgramView.of(programs.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changeProgram", summary = "Change what a program is called and finds")
  public ProgramView change(@PathParam("id") UUID id, @NotNull @Valid ProgramBody body) {
    return ProgramView.of(programs.change(session.caller(), id, body.draft(), body.version()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteProgram", summary = "Remove a program that no number leads to")
  public void delete(@PathParam("id") UUID id) {
    programs.remove(session.caller(), id);
  }

  @GET
  @Path("{id}/versions")
  @Operation(operationId = "listProgramVersions", summary = "Uploads, newest first")
  public PageView<VersionView> versions(@PathParam("id") UUID id, @BeanParam Paging paging) {
    return PageView.of(programs.versions(session.caller(), id, paging.ask()), VersionView::of);
  }

  @POST
  @Created
  @Path("{id}/versions")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "uploadProgramVersion",
      summary = "Upload the executable itself, at most 5 MiB; it is live at once")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponseSchema(value = VersionView.class, responseCode = "201")
  public VersionView upload(
      @PathParam("id") UUID id, @QueryParam("name") @NotBlank String name, InputStream content)
      throws IOException {
    byte[] bytes = content.readNBytes(ProgramFiles.MOST_BYTES + 1);
    if (bytes.length > ProgramFiles.MOST_BYTES) {
      throw new Refused("too-large", 413, "A program has at most 5 MiB.", false);
    }
    return VersionView.of(programs.upload(session.caller(), id, name, bytes));
  }

  @GET
  @Path("{id}/runs")
  @Operation(operationId = "listProgramRuns", summary = "Runs, newest first")
  public PageView<ProgramRunView> runs(@PathParam("id") UUID id, @BeanParam Paging paging) {
    return PageView.of(programs.runs(session.caller(), id, paging.ask()), ProgramRunView::of);
  }
}
