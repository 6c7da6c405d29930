package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/** Signalling that invites nobody but legs of the test. */
final class FakeSignalling implements Signalling {
  final List<FakeLeg> invited = new ArrayList<>();
  private final Effects effects;

  FakeSignalling(Effects effects) {
    this.effects = effects;
  }

  @Override
  public Leg invite(Invitation invitation, Consumer<Event> events) {
    effects.happens("invite " + invitation.targets().getFirst().uri());
    FakeLeg leg = new FakeLeg(invitation.leg(), "callee", effects, events);
    leg.invitation = invitation;
    invited.add(leg);
    return leg;
  }

  @Override
  public void bye(DialogIdentity dialog, Trunk.@Nullable Access account, String reason) {
    effects.happens("bye");
  }
}
