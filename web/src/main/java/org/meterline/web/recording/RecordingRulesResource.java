package org.meterline.web.recording;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.recording.RecordingRuleRows;
import org.meterline.ejb.recording.RecordingRuleSeen;
import org.meterline.ejb.recording.StandingRules;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.web.rest.Created;
import org.meterline.web.session.SignedIn;

/** Which calls are recorded without anybody asking for it. */
@Path("recording-rules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Recordings")
@Dependent
public class RecordingRulesResource {
  private final SignedIn session;
  private final StandingRules rules;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public RecordingRulesResource() {
    this(null, null);
  }

  @Inject
  public RecordingRulesResource(SignedIn session, StandingRules rules) {
    this.session = session;
    this.rules = rules;
  }

  /** All rules of the tenant. */
  public record RulesView(List<RuleView> items) {}

  /** What was said for rules that record in silence. */
  public record StatementsView(List<StatementView> items) {}

  /** Who said when that the law of the place allows it. */
  public record StatementView(
      UUID ruleId, String scope, Instant at, String email, String statement) {
    static StatementView of(RecordingRuleRows.Statement said) {
      return new StatementView(
          said.rule(), said.scope(), said.at(), said.email(), said.statement());
    }
  }

  /** Which calls. */
  public enum WaysView {
    incoming,
    outgoing,
    both,
    never
  }

  /** How those who talk agree. */
  public enum ConsentView {
    silent,
    announce,
    ask
  }

  /** Who is told or asked. */
  public enum ToldView {
    caller,
    called,
    both
  }

  /**
   * A rule.
   *
   * @param scope whose calls, for people
   * @param sound the tenant's sound that is heard in place of ours; absent: ours
   * @param statement why it may record in silence; absent when it does not
   * @param version another one after each change
   */
  public record RuleView(
      UUID id,
      String scope,
      @Nullable UUID phoneId,
      @Nullable UUID numberId,
      WaysView ways,
      boolean internal,
      ConsentView consent,
      ToldView told,
      boolean required,
      @Nullable String sound,
      @Nullable String statement,
      Instant changed,
      String changedBy,
      int version) {
    static RuleView of(RecordingRuleSeen rule) {
      return new RuleView(
          rule.id(),
          rule.scope().title(),
          rule.phone(),
          rule.number(),
          WaysView.valueOf(lower(rule.ways())),
          rule.internal(),
          ConsentView.valueOf(lower(rule.consent())),
          ToldView.valueOf(lower(rule.told())),
          rule.required(),
          rule.sound(),
          rule.statement(),
          rule.changed(),
          rule.changedBy(),
          rule.version());
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(Enum<?> value) {
    return value.name().toUpperCase(Locale.ROOT);
  }

  /**
   * What is said of a rule; without phone and number it is for all that have none of their own.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record RuleBody(
      @Nullable UUID phoneId,
      @Nullable UUID numberId,
      @NotNull WaysView ways,
      @Nullable Boolean internal,
      @Nullable ConsentView consent,
      @Nullable ToldView told,
      @Nullable Boolean required,
      @Nullable @Size(max = 64) String sound,
      @Nullable @Size(max = 2000) String statement,
      @Nullable Integer version) {
    StandingRules.Draft draft() {
      return new StandingRules.Draft(
          phoneId,
          numberId,
          RecordingRule.Ways.valueOf(upper(ways)),
          Boolean.TRUE.equals(internal),
          consent == null
              ? RecordingRule.Consent.ANNOUNCE
              : RecordingRule.Consent.valueOf(upper(consent)),
          told == null ? RecordingRule.Told.BOTH : RecordingRule.Told.valueOf(upper(told)),
          Boolean.TRUE.equals(required),
          sound == null || sound.isBlank() ? null : sound,
          statement == null || statement.isBlank() ? null : statement.strip());
    }
  }

  @GET
  @Operation(
      operationId = "listRecordingRules",
      summary = "Which calls are recorded without anybody asking for it")
  public RulesView list() {
    return new RulesView(rules.list(session.caller()).stream().map(RuleView::of).toList());
  }

  @POST
  @Created
  @Operation(
      operationId = "createRecordingRule",
      summary = "Record calls of a phone, of a number, or all")
  @APIResponseSchema(value = RuleView.class, responseCode = "201")
  public RuleView create(@NotNull @Valid RuleBody body) {
    return RuleView.of(rules.add(session.caller(), body.draft()));
  }

  @GET
  @Path("statements")
  @Operation(
      operationId = "listRecordingStatements",
      summary = "Who said when that the law allows to record in silence, newest first")
  public StatementsView statements() {
    return new StatementsView(
        rules.statements(session.caller()).stream().map(StatementView::of).toList());
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getRecordingRule", summary = "One rule")
  public RuleView get(@PathParam("id") UUID id) {
    return RuleView.of(rules.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changeRecordingRule", summary = "Change a rule, from the next call on")
  public RuleView change(@PathParam("id") UUID id, @NotNull @Valid RuleBody body) {
    return RuleView.of(rules.change(session.caller(), id, body.draft(), body.version()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteRecordingRule", summary = "Take a rule away")
  public void delete(@PathParam("id") UUID id) {
    rules.remove(session.caller(), id);
  }
}
