package org.meterline.web.program;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.program.Programs;
import org.meterline.web.session.SignedIn;

/** Runs of programs, by themselves. */
@Path("program-runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Programs")
@Dependent
public class ProgramRunsResource {
  private final SignedIn session;
  private final Programs programs;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ProgramRunsResource() {
    this(null, null);
  }

  @Inject
  public ProgramRunsResource(SignedIn session, Programs programs) {
    this.session = session;
    this.programs = programs;
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getProgramRun", summary = "One run, with its standard error")
  public ProgramRunView get(@PathParam("id") UUID id) {
    return ProgramRunView.of(programs.run(session.caller(), id));
  }
}
