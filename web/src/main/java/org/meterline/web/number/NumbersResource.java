package org.meterline.web.number;

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
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.number.DialledNumber.Target;
import org.meterline.ejb.number.Numbers;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Dialled names. */
@Path("numbers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Numbers")
@Dependent
public class NumbersResource {
  private final SignedIn session;
  private final Numbers numbers;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public NumbersResource() {
    this(null, null);
  }

  @Inject
  public NumbersResource(SignedIn session, Numbers numbers) {
    this.session = session;
    this.numbers = numbers;
  }

  /** A number and what it leads to. */
  public record NumberView(UUID id, String number, TargetView target, String description) {
    static NumberView of(Numbers.Seen seen) {
      Target target = seen.number().target();
      return new NumberView(
          seen.number().id(),
          seen.number().dialled(),
          new TargetView(target.kind(), target.id(), seen.targetName()),
          seen.number().description());
    }
  }

  /** A program or phone. */
  public record TargetView(Target.Kind kind, UUID id, String name) {}

  /** What is said of a number. */
  public record NumberBody(
      @NotBlank @Size(max = 30) String number,
      @NotNull @Valid TargetBody target,
      @Nullable @Size(max = 500) String description) {
    Numbers.Draft draft() {
      return new Numbers.Draft(
          number, new Target(target.kind(), target.id()), description == null ? "" : description);
    }
  }

  /** Which program or phone. The name of an answer may come back; it is not read. */
  public record TargetBody(@NotNull Target.Kind kind, @NotNull UUID id, @Nullable String name) {}

  @GET
  @Operation(operationId = "listNumbers", summary = "Dialled names and what they lead to")
  public PageView<NumberView> list(@BeanParam Paging paging) {
    return PageView.of(numbers.list(session.caller(), paging.ask()), NumberView::of);
  }

  @POST
  @Created
  @Operation(operationId = "createNumber", summary = "Attach a number to a program or phone")
  @APIResponseSchema(value = NumberView.class, responseCode = "201")
  public NumberView create(@NotNull @Valid NumberBody body) {
    return NumberView.of(numbers.attach(session.caller(), body.draft()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getNumber", summary = "One number")
  public NumberView get(@PathParam("id") UUID id) {
    return NumberView.of(numbers.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changeNumber", summary = "Change a number or what it leads to")
  public NumberView change(@PathParam("id") UUID id, @NotNull @Valid NumberBody body) {
    return NumberView.of(numbers.change(session.caller(), id, body.draft()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteNumber", summary = "Detach a number")
  public void delete(@PathParam("id") UUID id) {
    numbers.detach(session.caller(), id);
  }
}
