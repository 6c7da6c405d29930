package org.meterline.ejb.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.E164;

class DiallingTest {
  @Test
  void readsNumbersAsPeopleDialThem() {
    String table =
        """
        DE | +49301234567     | +49301234567
        DE | +49 30 123-45 67 | +49301234567
        DE | 0049301234567    | +49301234567
        DE | 030 1234567      | +49301234567
        DE | (030) 1234567    | -
        DE | 0301234567       | +49301234567
        DE | 001 212 555 0100 | +12125550100
        DE | +12125550100     | +12125550100
        DE | 101              | -
        DE | 1234567          | -
        DE | +49              | -
        DE | hello            | -
        DE | +4930abc         | -
        DE | 0                | -
        DE | 00               | -
        DE | +999999999999999 | -
        US | 2125550100       | +12125550100
        US | 004930123456     | +4930123456
        CH | 044 668 18 00    | +41446681800
        """;
    table
        .lines()
        .forEach(
            line -> {
              String[] cells = line.split("\\|", -1);
              Optional<String> want =
                  cells[2].strip().equals("-") ? Optional.empty() : Optional.of(cells[2].strip());
              assertEquals(
                  want,
                  Dialling.outside(cells[1].strip(), cells[0].strip()).map(E164::number),
                  line);
            });
  }

  @Test
  void knowsEmergencyNumbersOfACountry() {
    assertTrue(Dialling.emergency("110", "DE"));
    assertTrue(Dialling.emergency("112", "DE"));
    assertTrue(Dialling.emergency("911", "US"));
    assertTrue(Dialling.emergency("911", "CA"));
    assertTrue(Dialling.emergency("999", "GB"));
    assertTrue(Dialling.emergency("112", "GB"));
    assertTrue(Dialling.emergency("000", "AU"));
    assertTrue(Dialling.emergency("15", "FR"));
    assertFalse(Dialling.emergency("115", "DE"), "the authorities' number calls nobody for help");
    assertFalse(Dialling.emergency("110", "US"));
    assertFalse(Dialling.emergency("1100", "DE"));
    assertFalse(Dialling.emergency("101", "DE"));
    assertFalse(Dialling.emergency("+49110", "DE"));
  }

  @Test
  void aNumberIsInACountryOrNowhere() {
    assertEquals("DE", Dialling.country(new E164("+4930123456")));
    assertEquals("CA", Dialling.country(new E164("+16135550100")));
    assertEquals("", Dialling.country(new E164("+8816123456")));
    assertEquals("", Dialling.country(new E164("+99999")));
  }

  @Test
  void numbersBelongToGroupsOfDestinations() {
    assertEquals("DE", DestinationGroup.of(new E164("+4930123456")));
    assertEquals("DE", DestinationGroup.of(new E164("+498001234567")), "free of charge");
    assertEquals("DE-premium", DestinationGroup.of(new E164("+499001123456")));
    assertEquals("DE-premium", DestinationGroup.of(new E164("+49900112345678")), "too long");
    assertEquals("GB-premium", DestinationGroup.of(new E164("+449098790000")));
    assertEquals("LV", DestinationGroup.of(new E164("+37167123456")));
    assertEquals("US", DestinationGroup.of(new E164("+12125550110")));
    assertEquals(
        "JM", DestinationGroup.of(new E164("+18765550110")), "not the country's next door");
    assertEquals("satellite", DestinationGroup.of(new E164("+8816123456789")));
    assertEquals("satellite", DestinationGroup.of(new E164("+870773123456")));
    assertEquals("international", DestinationGroup.of(new E164("+97912345678")));
    assertEquals("international", DestinationGroup.of(new E164("+21012345678")), "nobody's code");
  }
}
