package org.meterline.launcher;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.meterline.ejb.wallet.DemoBooks;

/**
 * A tenant to try Meterline with.
 *
 * @param payerWallet of the person who pays; the first phone's calls are paid from it
 * @param ownWallet of the tenant itself; the other phones' calls are paid from it
 * @param alias short name, also the alias of its Keycloak organization
 * @param domain its SIP domain and the domain of its people's addresses
 * @param number its number on the demo trunk, E.164
 * @param phones its SIP accounts
 */
record DemoTenant(
    UUID id,
    UUID payerWallet,
    UUID ownWallet,
    String name,
    String alias,
    String domain,
    String number,
    List<String> phones) {
  static final DemoTenant HARBOUR =
      new DemoTenant(
          DemoBooks.HARBOUR,
          DemoBooks.HARBOUR_WALLET,
          DemoBooks.HARBOUR_OWN_WALLET,
          "Harbour Books",
          "harbour",
          "harbour.example",
          "+4930555100",
          List.of("101", "102"));
  static final DemoTenant MEADOW =
      new DemoTenant(
          DemoBooks.MEADOW,
          DemoBooks.MEADOW_WALLET,
          DemoBooks.MEADOW_OWN_WALLET,
          "Meadow Clinic",
          "meadow",
          "meadow.example",
          "+4930555200",
          List.of("201", "202"));
  static final List<DemoTenant> ALL = List.of(HARBOUR, MEADOW);

  /** What its people may do, one person each. */
  static final List<String> ROLES = List.of("admin", "agent", "finance", "payer");

  /** Looks after the operator's book. */
  static final String OPERATOR = "finance@operator.example";

  /** Those who do so: what one writes, another one approves. */
  static final List<String> OPERATORS = List.of(OPERATOR, "admin@operator.example");

  String login(String role) {
    return role + "@" + domain;
  }

  List<String> logins() {
    return ROLES.stream().map(this::login).toList();
  }

  static Stream<String> allLogins() {
    return Stream.concat(
        ALL.stream().flatMap(tenant -> tenant.logins().stream()), OPERATORS.stream());
  }
}
