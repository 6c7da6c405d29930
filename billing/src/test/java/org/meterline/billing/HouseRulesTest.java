package org.meterline.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules of this module, each with what to use in the place of what is banned. */
class HouseRulesTest {
  private static final JavaClasses BILLING =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.meterline.billing");

  private static final DescribedPredicate<JavaClass> FLOATING =
      DescribedPredicate.describe(
          "floating point",
          type ->
              type.isEquivalentTo(double.class)
                  || type.isEquivalentTo(float.class)
                  || type.isEquivalentTo(Double.class)
                  || type.isEquivalentTo(Float.class));

  @Test
  void knowsNoContainerAndNoTelephony() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta.ejb..",
            "jakarta.enterprise..",
            "jakarta.inject..",
            "jakarta.ws..",
            "jakarta.transaction..",
            "org.hibernate..",
            "org.meterline.telephony..",
            "org.meterline.ejb..",
            "javax.sip..")
        .because("billing is plain Java: join it in ejb")
        .check(BILLING);
  }

  @Test
  void moneyIsNeverFloatingPoint() {
    var reason = "money is whole units, prices are BigDecimal";
    noFields().should().haveRawType(FLOATING).because(reason).check(BILLING);
    noMethods().should().haveRawReturnType(FLOATING).because(reason).check(BILLING);
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "takes or gives floating point",
                (JavaMethodCall call) ->
                    FLOATING.test(call.getTarget().getRawReturnType())
                        || call.getTarget().getRawParameterTypes().stream().anyMatch(FLOATING)))
        .orShould()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "takes floating point",
                (JavaConstructorCall call) ->
                    call.getTarget().getRawParameterTypes().stream().anyMatch(FLOATING)))
        .because(reason)
        .check(BILLING);
    noCodeUnits()
        .should()
        .haveRawParameterTypes(
            DescribedPredicate.describe(
                "with floating point", types -> types.stream().anyMatch(FLOATING)))
        .because(reason)
        .check(BILLING);
  }

  @Test
  void timeIsGiven() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reads the clock",
                (JavaMethodCall call) ->
                    call.getTarget().getName().equals("now")
                        || call.getTarget().getName().equals("currentTimeMillis")
                        || call.getTarget().getName().equals("nanoTime")))
        .because("time comes in through an InstantSource or an argument")
        .check(BILLING);
  }

  @Test
  void whatIsBelowKnowsNothingOfWhatIsAbove() {
    below("money", "rate", "payer", "wallet", "ledger");
    below("rate", "payer", "wallet", "ledger");
    slices().matching("org.meterline.billing.(*)..").should().beFreeOfCycles().check(BILLING);
  }

  private static void below(String concept, String... above) {
    noClasses()
        .that()
        .resideInAPackage("org.meterline.billing." + concept + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Stream.of(above).map(a -> "org.meterline.billing." + a + "..").toArray(String[]::new))
        .check(BILLING);
  }

  @Test
  void classesAreNamedForConcepts() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service)")
        .because("a name says what it is")
        .check(BILLING);
  }
}
