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
import org.meterline.ejb.refusal.Refused;
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

  /**
   * A number and what it leads to.
   *
   * @param version another one after each change
   */
  public record NumberView(
      UUID id, String number, TargetView target, String description, int version) {
    static NumberView of(Numbers.Seen seen) {
      Target target = seen.number().target();
      return new NumberView(
          seen.number().id(),
          seen.number().dialled(),
          TargetView.of(target, seen.targetName()),
          seen.number().description(),
          seen.number().version());
    }
  }

  /** What a number can lead to. */
  public enum Kind {
    PROGRAM,
    PHONE,
    /** A number outside: calls are forwarded there. */
    OUTSIDE,
    /** No program runs: an application says by verbs what comes. */
    APPLICATION
  }

  /**
   * Where it leads.
   *
   * @param id of a program or phone
   * @param number outside, in E.164
   * @param answers of an application: whether callers are answered at once, else they ring
   */
  public record TargetView(
      Kind kind,
      @Nullable UUID id,
      String name,
      @Nullable String number,
      @Nullable Boolean answers) {
    static TargetView of(Target target, String name) {
      return switch (target) {
        case Target.Program(UUID id) -> new TargetView(Kind.PROGRAM, id, name, null, null);
        case Target.Phone(UUID id) -> new TargetView(Kind.PHONE, id, name, null, null);
        case Target.Outside(String number) ->
            new TargetView(Kind.OUTSIDE, null, name, number, null);
        case Target.Application(boolean answers) ->
            new TargetView(Kind.APPLICATION, null, name, null, answers);
      };
    }
  }

  /**
   * What is said of a number.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record NumberBody(
      @NotBlank @Size(max = 30) String number,
      @NotNull @Valid TargetBody target,
      @Nullable @Size(max = 500) String description,
      @Nullable Integer version) {
    Numbers.Draft draft() {
      return new Numbers.Draft(number, target.target(), description == null ? "" : description);
    }
  }

  /**
   * Where it is to lead: a program or phone by its id, a number outside, or an application. The
   * name of an answer may come back; it is not read.
   */
  public record TargetBody(
      @NotNull Kind kind,
      @Nullable UUID id,
      @Nullable String name,
      @Nullable @Size(max = 30) String number,
      @Nullable Boolean answers) {
    Target target() {
      return switch (kind) {
        case PROGRAM -> new Target.Program(needed());
        case PHONE -> new Target.Phone(needed());
        case OUTSIDE -> new Target.Outside(number == null ? "" : number);
        case APPLICATION -> new Target.Application(answers != null && answers);
      };
    }

    private UUID needed() {
      if (id == null) {
        throw Refused.invalid("target", "is not a phone or program of this tenant");
      }
      return id;
    }
  }

  @GET
  @Operation(operationId = "listNumbers", summary = "Dialled names and what they lead to")
  public PageView<NumberView> list(@BeanParam Paging paging) {
    return PageView.of(numbers.list(session.caller(), paging.ask()), NumberView::of);
  }

  @POST
  @Created
  @Operation(
      operationId = "createNumber",
      summary = "Say where a number leads: a program, a phone, an application or outside")
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
    return NumberView.of(numbers.change(session.caller(), id, body.draft(), body.version()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteNumber", summary = "Detach a number")
  public void delete(@PathParam("id") UUID id) {
    numbers.detach(session.caller(), id);
  }
}
