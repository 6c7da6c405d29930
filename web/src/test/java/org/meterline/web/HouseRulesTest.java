package org.meterline.web;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.meterline.web.problem.Problem;
import org.meterline.web.rest.RestApplication;

/** House rules of this module, each with what to use in the place of what is banned. */
class HouseRulesTest {
  private static final JavaClasses WEB =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.meterline.web");

  private static final DescribedPredicate<JavaClass> WHAT_DOES_SOMETHING =
      DescribedPredicate.describe(
          "parts of telephony or billing that are more than values",
          type ->
              resideInAnyPackage("org.meterline.telephony..", "org.meterline.billing..").test(type)
                  && !value(type.reflect()));

  /** Records, enumerations, exceptions, and what can be nothing else. */
  private static boolean value(Class<?> type) {
    return type.isRecord()
        || type.isEnum()
        || Throwable.class.isAssignableFrom(type)
        || (type.isSealed()
            && Arrays.stream(type.getPermittedSubclasses()).allMatch(HouseRulesTest::value));
  }

  @Test
  void asksUseCasesAlone() {
    noClasses()
        .should()
        .dependOnClassesThat(WHAT_DOES_SOMETHING)
        .because("web shows values of telephony and billing; what is to be done, ejb does")
        .check(WEB);
  }

  @Test
  void knowsNoDatabaseAndNoSip() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "jakarta.persistence..",
                    "org.hibernate..",
                    "org.postgresql..",
                    "javax.sip..",
                    "gov.nist..")
                .and(not(equivalentTo(SQLException.class)))) // a database that is away is a 503
        .because("rows belong to ejb and billing, SIP to telephony.sip")
        .check(WEB);
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
        .check(WEB);
  }

  @Test
  void conceptsDoNotGoInCircles() {
    slices()
        .matching("org.meterline.web.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(RestApplication.class, Problem.class) // the description names its schema
        .check(WEB);
  }

  @Test
  void resourcesAreNamedSo() {
    classes()
        .that()
        .areAnnotatedWith(Path.class)
        .should()
        .haveSimpleNameEndingWith("Resource")
        .check(WEB);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service|DTO|Dto)")
        .because("a name says the concept")
        .check(WEB);
  }
}
