package org.meterline.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** House rules of this module, each with what to use in the place of what is banned. */
class HouseRulesTest {
  private static final JavaClasses LAUNCHER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.meterline.launcher");

  @Test
  void theSimulatedPhoneKnowsNothingOfTheServer() {
    noClasses()
        .that()
        .resideInAPackage("org.meterline.launcher.phone..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.meterline.telephony..",
            "org.meterline.ejb..",
            "org.meterline.billing..",
            "org.meterline.web..",
            "org.meterline.launcher",
            "javax.sip..")
        .because("a phone that shares the server's code would share its mistakes")
        .check(LAUNCHER);
  }

  @Test
  void knowsNoContainerAndNoWeb() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "javax.sip..", "org.meterline.web..")
        .because("the launcher is a plain program beside the server")
        .check(LAUNCHER);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service|DTO|Dto)")
        .because("a name says the concept")
        .check(LAUNCHER);
  }
}
