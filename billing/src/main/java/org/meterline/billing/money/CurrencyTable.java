package org.meterline.billing.money;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The active currencies of ISO 4217, without funds, metals and codes for testing. Of each: code,
 * minor digits, and roughly how much of it one euro bought at the end of 2025, which only says how
 * large a unit has to be; and the seconds of bundles. The same rows are in the table {@code
 * currency}.
 */
final class CurrencyTable {
  private static final BigDecimal TEN_BILLION = new BigDecimal("10000000000");
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final String ROWS =
      """
      AED 2 4.27, AFN 2 77, ALL 2 97, AMD 2 445, AOA 2 1070, ARS 2 1680, AUD 2 1.78,
      AWG 2 2.1, AZN 2 1.98, BAM 2 1.95583, BBD 2 2.33, BDT 2 142, BHD 3 0.438, BIF 0 3450,
      BMD 2 1.16, BND 2 1.51, BOB 2 8.05, BRL 2 6.25, BSD 2 1.16, BTN 2 104, BWP 2 15.5,
      BYN 2 3.4, BZD 2 2.34, CAD 2 1.63, CDF 2 2600, CHF 2 0.93, CLP 0 1090, CNY 2 8.2,
      COP 2 4400, CRC 2 580, CUP 2 28, CVE 2 110.265, CZK 2 24.3, DJF 0 206, DKK 2 7.46,
      DOP 2 73, DZD 2 151, EGP 2 55, ERN 2 17.4, ETB 2 180, EUR 2 1, FJD 2 2.65,
      FKP 2 0.88, GBP 2 0.88, GEL 2 3.15, GHS 2 12.8, GIP 2 0.88, GMD 2 85, GNF 0 10080,
      GTQ 2 8.9, GYD 2 243, HKD 2 9.03, HNL 2 30.5, HTG 2 152, HUF 2 385, IDR 2 19350,
      ILS 2 3.78, INR 2 103.5, IQD 3 1520, IRR 2 1300000, ISK 0 148, JMD 2 186,
      JOD 3 0.823, JPY 0 180, KES 2 150, KGS 2 101.5, KHR 2 4660, KMF 0 491.97, KPW 2 1045,
      KRW 0 1700, KWD 3 0.356, KYD 2 0.965, KZT 2 600, LAK 2 25200, LBP 2 104000,
      LKR 2 357, LRD 2 209, LSL 2 20, LYD 3 6.33, MAD 2 10.75, MDL 2 19.7, MGA 2 5200,
      MKD 2 61.5, MMK 2 2440, MNT 2 4130, MOP 2 9.3, MRU 2 46, MUR 2 53.3, MVR 2 17.9,
      MWK 2 2015, MXN 2 21.3, MYR 2 4.8, MZN 2 74, NAD 2 20, NGN 2 1680, NIO 2 42.7,
      NOK 2 11.8, NPR 2 165.5, NZD 2 2.05, OMR 3 0.447, PAB 2 1.16, PEN 2 3.92, PGK 2 4.92,
      PHP 2 68.2, PKR 2 328, PLN 2 4.24, PYG 0 8150, QAR 2 4.23, RON 2 5.09, RSD 2 117.2,
      RUB 2 93, RWF 0 1690, SAR 2 4.36, SBD 2 9.5, SCR 2 16.2, SDG 2 697, SEK 2 11,
      SGD 2 1.51, SHP 2 0.88, SLE 2 27, SOS 2 662, SRD 2 44.8, SSP 2 5300, STN 2 24.5,
      SVC 2 10.15, SYP 2 12800, SZL 2 20, THB 2 37.5, TJS 2 10.7, TMT 2 4.06, TND 3 3.42,
      TOP 2 2.75, TRY 2 49.2, TTD 2 7.87, TWD 2 36.4, TZS 2 2860, UAH 2 48.9, UGX 0 4190,
      USD 2 1.16, UYU 2 46, UZS 2 13900, VED 2 285, VES 2 285, VND 0 30500, VUV 0 141,
      WST 2 3.25, XAF 0 655.957, XCD 2 3.13, XCG 2 2.08, XOF 0 655.957, XPF 0 119.33,
      YER 2 277, ZAR 2 19.9, ZMW 2 26.5, ZWG 2 30.6
      """;

  private CurrencyTable() {}

  static Map<String, Currency> read() {
    var money =
        Arrays.stream(ROWS.strip().split(",\\s+", -1))
            .map(row -> row.split(" ", -1))
            .map(
                row -> {
                  int minor = Integer.parseInt(row[1]);
                  return new Currency(row[0], minor, scale(minor, new BigDecimal(row[2])));
                });
    return Stream.concat(money, Stream.of(new Currency("SEC", 0, 0)))
        .collect(Collectors.toUnmodifiableMap(Currency::code, Function.identity()));
  }

  /** Minor digits + 6, less where the worth of 10 billion euros would not fit 63 bits. */
  static int scale(int minor, BigDecimal perEuro) {
    var worth = perEuro.multiply(TEN_BILLION);
    int scale = minor + 6;
    while (worth.scaleByPowerOfTen(scale).compareTo(MOST) > 0) {
      scale--;
    }
    return scale;
  }
}
