package org.meterline.ejb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ejb.Stateless;
import jakarta.persistence.Entity;
import java.time.Clock;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.wallet.Prices;

/** House rules of this module, each with what to use in the place of what is banned. */
class HouseRulesTest {
  private static final JavaClasses EJB =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.meterline.ejb");

  @Test
  void knowsNoHttpAndNoSip() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta.servlet..",
            "jakarta.ws..",
            "javax.sip..",
            "gov.nist..",
            "org.meterline.web..",
            "org.wildfly..")
        .because("HTTP belongs to web, SIP to telephony.sip")
        .check(EJB);
  }

  @Test
  void startsTheEngineInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.meterline.ejb.switchboard")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.meterline.telephony.server..",
            "org.meterline.telephony.sip..",
            "org.meterline.telephony.program..")
        .because("the switchboard alone wires the engine; use telephony.call's ports")
        .check(EJB);
  }

  @Test
  void timeIsGiven() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reads the clock",
                (JavaMethodCall call) ->
                    call.getTargetOwner().getPackageName().startsWith("java.")
                        && (call.getTarget().getName().equals("now")
                            || call.getTarget().getName().equals("currentTimeMillis"))))
        .because("time comes in through a Clock or an argument")
        .check(EJB);
    noClasses()
        .that()
        .doNotHaveSimpleName("Wiring")
        .should()
        .callMethod(Clock.class, "systemUTC")
        .because("Wiring gives the one clock")
        .check(EJB);
  }

  @Test
  void eachVendorIsKnownInOnePlace() {
    knownOnlyIn("org.meterline.ejb.number", "com.google.i18n.phonenumbers..");
    knownOnlyIn("org.meterline.ejb.switchboard", "org.postgresql..");
    knownOnlyIn("org.meterline.ejb.keycloak", "org.keycloak..");
  }

  private static void knownOnlyIn(String concept, String vendor) {
    noClasses()
        .that()
        .resideOutsideOfPackage(concept)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(vendor)
        .because(concept + " hides it from the rest")
        .check(EJB);
  }

  @Test
  void conceptsDoNotGoInCircles() {
    slices().matching("org.meterline.ejb.(*)..").should().beFreeOfCycles().check(EJB);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper|Service|ServiceImpl)$")
        .because("a name says the concept")
        .check(EJB);
  }

  @Test
  void everyEntityIsATenants() {
    EJB.stream()
        .filter(c -> c.isAnnotatedWith(Entity.class))
        .forEach(
            entity ->
                assertTrue(
                    entity.getFields().stream().anyMatch(f -> f.isAnnotatedWith(TenantId.class)),
                    entity.getName() + " has no @TenantId"));
  }

  @Test
  void everyUseCaseWorksInATenant() {
    classes()
        .that()
        .areAnnotatedWith(Stateless.class)
        .and()
        .doNotHaveFullyQualifiedName(Prices.class.getName()) // reads no tenant's rows itself
        .should()
        .beAnnotatedWith(InTenant.class)
        .because("the interceptor names the tenant first in the transaction")
        .check(EJB);
  }
}
