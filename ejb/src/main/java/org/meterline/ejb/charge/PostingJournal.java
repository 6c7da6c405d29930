package org.meterline.ejb.charge;

import java.util.List;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;

/** Posts the money first, then the record. Both are idempotent, so a repetition mends a gap. */
public final class PostingJournal implements CallJournal {
  private final CallJournal money;
  private final CallJournal records;

  public PostingJournal(CallJournal money, CallJournal records) {
    this.money = money;
    this.records = records;
  }

  @Override
  public void post(List<CallFact> facts) throws Unavailable, Refused {
    money.post(facts);
    records.post(facts);
  }
}
