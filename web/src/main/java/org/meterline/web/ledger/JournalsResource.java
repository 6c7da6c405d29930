package org.meterline.web.ledger;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Journal;
import org.meterline.ejb.ledger.Journals;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.rest.ReasonBody;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** Journals that people write. */
@Path("ledger/journals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class JournalsResource {
  private final SignedIn session;
  private final Journals journals;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public JournalsResource() {
    this(null, null);
  }

  @Inject
  public JournalsResource(SignedIn session, Journals journals) {
    this.session = session;
    this.journals = journals;
  }

  /**
   * What is to be booked: lines, or the transfer that is to be taken back.
   *
   * @param effective RFC 3339; absent: when the id was minted
   */
  public record JournalBody(
      @NotBlank @Size(max = 500) String reason,
      @Nullable String effective,
      @Nullable UUID reverses,
      @Nullable List<@NotNull @Valid LineBody> lines) {}

  /**
   * One side.
   *
   * @param account an account's id, or
   * @param walletId a wallet that pays (debit) or is paid (credit); a carrier is paid by a debit
   */
  public record LineBody(
      @Nullable String account,
      @Nullable UUID walletId,
      @NotNull @Pattern(regexp = "debit|credit") String side,
      @NotNull @Valid MoneyBody amount) {
    /**
     * @param field before the names of its own
     */
    Journals.Line line(String field) {
      return new Journals.Line(
          number(field + "account", account),
          walletId,
          side.equals("debit"),
          amount.money(field + "amount"));
    }

    private static @Nullable Integer number(String field, @Nullable String id) {
      try {
        return id == null ? null : Integer.valueOf(id);
      } catch (NumberFormatException notOurs) {
        throw Refused.invalid(field, "is no account of this book");
      }
    }
  }

  /**
   * A journal.
   *
   * @param mine the caller has drafted it, so that somebody else has to approve it
   */
  public record JournalView(
      UUID id,
      Journal.State state,
      String reason,
      Instant effective,
      LocalDate postingDate,
      @Nullable UUID reverses,
      String draftedBy,
      boolean mine,
      Instant drafted,
      @Nullable String decidedBy,
      @Nullable Instant decided,
      @Nullable String rejection,
      List<LineView> lines) {
    static JournalView of(Journal journal, Caller caller) {
      Journal.Decision decision = journal.decision();
      return new JournalView(
          journal.id(),
          journal.state(),
          journal.reason(),
          journal.effective(),
          journal.postingDate(),
          journal.reverses(),
          journal.draftedBy(),
          journal.draftedBy().equals(caller.subject()),
          journal.drafted(),
          decision == null ? null : decision.by(),
          decision == null ? null : decision.decided(),
          decision == null || decision.approved() ? null : decision.reason(),
          journal.lines().stream().map(LineView::of).toList());
    }
  }

  /** One side, the account by title, with the wallet's name if it is one's. */
  public record LineView(String account, String side, MoneyView amount) {
    static LineView of(Journal.Line line) {
      return new LineView(
          line.account(), line.debit() ? "debit" : "credit", MoneyView.of(line.amount()));
    }
  }

  @GET
  @Operation(operationId = "listJournals", summary = "Journals that people wrote, newest first")
  public PageView<JournalView> list(@BeanParam Paging paging) {
    Caller caller = session.caller();
    return PageView.of(
        journals.list(caller, paging.ask()), journal -> JournalView.of(journal, caller));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getJournal", summary = "One journal")
  public JournalView get(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    return JournalView.of(journals.get(caller, id), caller);
  }

  @PUT
  @Path("{id}")
  @Operation(
      operationId = "draftJournal",
      summary = "Draft a journal, or the reversal of a transfer, under an id that you have minted")
  public JournalView draft(@PathParam("id") UUID id, @NotNull @Valid JournalBody body) {
    Caller caller = session.caller();
    List<LineBody> lines = body.lines() == null ? List.of() : body.lines();
    List<Journals.Line> sides = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      sides.add(lines.get(i).line("lines[" + i + "]."));
    }
    return JournalView.of(
        journals.draft(
            caller,
            id,
            body.reverses(),
            body.reason(),
            body.effective() == null ? null : Times.read("effective", body.effective()),
            sides),
        caller);
  }

  @POST
  @Path("{id}/approval")
  @Operation(operationId = "approveJournal", summary = "Post it: for a second person")
  public JournalView approve(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    return JournalView.of(journals.approve(caller, id), caller);
  }

  @POST
  @Path("{id}/rejection")
  @Operation(operationId = "rejectJournal", summary = "It will never be posted")
  public JournalView reject(@PathParam("id") UUID id, @NotNull @Valid ReasonBody body) {
    Caller caller = session.caller();
    return JournalView.of(journals.reject(caller, id, body.reason()), caller);
  }
}
