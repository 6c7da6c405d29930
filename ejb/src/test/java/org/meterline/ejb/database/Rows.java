package org.meterline.ejb.database;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.meterline.ejb.tenant.Tenant;

/** A row in each table of a tenant. */
final class Rows {
  static final List<String> OURS =
      List.of(
          "member",
          "phone",
          "binding",
          "program",
          "program_version",
          "number",
          "trunk_use",
          "call_record",
          "call_leg",
          "program_run",
          "call_request");

  private Rows() {}

  static void fill(TestDatabase database, Tenant tenant) throws SQLException {
    String number = "+4930" + ThreadLocalRandom.current().nextLong(1_000_000, 9_999_999);
    database.in(
        tenant,
        database.superuser(),
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(
                """
                set local search_path = meterline;
                insert into member values ($t, gen_random_uuid(), 'a@b.example', 'A', 'ADMIN');
                insert into phone values ($t, '00000000-0000-0000-0000-000000000001', '101', 'Front',
                  md5('x'), encode(sha256('x'), 'hex'), null, null, true, now(), 0);
                insert into binding values ($t, '00000000-0000-0000-0000-000000000001',
                  'sip:101@127.0.0.1', '{}', '127.0.0.1:5070', 'udp', 'test', 'abc', 1, now());
                insert into program values ($t, '00000000-0000-0000-0000-000000000002', 'greet', '',
                  '{}', 30, false, null, now(), 0);
                insert into program_version values ($t, gen_random_uuid(),
                  '00000000-0000-0000-0000-000000000002', 1, 'greet.sh', 10,
                  encode(sha256('x'), 'hex'), now(), 'a@b.example');
                insert into number values ($t, gen_random_uuid(), '$n', '',
                  '00000000-0000-0000-0000-000000000001', null, now(), 0);
                insert into trunk values ('00000000-0000-0000-0000-000000000003', 'carrier',
                  '127.0.0.1', 5090, 'udp', '{}', null) on conflict do nothing;
                insert into trunk_use values ($t, gen_random_uuid(),
                  '00000000-0000-0000-0000-000000000003', 1, true);
                insert into allowed_origin values ($t, 'https://shop.example');
                insert into call_record (tenant, id, sequence, direction, caller, dialled, node, began,
                  talked_millis, recovered) values ($t, '00000000-0000-0000-0000-000000000004', 1,
                  'INTERNAL', '101', '102', 'n', now(), 0, false);
                insert into call_leg (tenant, id, call, incoming, destination, began, charged_millis,
                  recovered) values ($t, gen_random_uuid(), '00000000-0000-0000-0000-000000000004',
                  true, '102', now(), 0, false);
                insert into program_run (tenant, id, call, program, version, name, began)
                  values ($t, gen_random_uuid(), '00000000-0000-0000-0000-000000000004',
                  gen_random_uuid(), gen_random_uuid(), 'greet', now());
                insert into call_request values ($t, 'a key', encode(sha256('x'), 'hex'), gen_random_uuid(), 'n',
                  now(), 's');
                """
                    .replace("$t", "'" + tenant.id() + "'")
                    .replace("$n", number));
          }
        });
  }
}
