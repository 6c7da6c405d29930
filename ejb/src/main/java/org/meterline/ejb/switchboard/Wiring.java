package org.meterline.ejb.switchboard;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.callerid.CallerIdTerms;
import org.meterline.ejb.callerid.CodeSender;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.control.Operations;
import org.meterline.ejb.control.Steering;
import org.meterline.ejb.phone.IceServers;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.recording.RecordingFiles;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.rerate.RecordedLegs;
import org.meterline.ejb.sound.SoundLimits;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.ejb.wallet.BookExports;
import org.meterline.telephony.call.Domain;

/** The parts that use cases share, made here by constructor. */
@ApplicationScoped
class Wiring {
  @Resource(lookup = "java:jboss/datasources/MeterlinePostingDS")
  @SuppressWarnings("NullAway.Init")
  DataSource posting;

  /** Of requests; what is read here is read outside of the container's transactions. */
  @Resource(lookup = "java:jboss/datasources/MeterlineDS")
  @SuppressWarnings("NullAway.Init")
  DataSource requests;

  @PersistenceContext(unitName = "meterline")
  @SuppressWarnings("NullAway.Init")
  EntityManager entities;

  @Produces
  EntityManager entities() {
    return entities;
  }

  @Produces
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  static Configuration configuration() {
    return Configuration.read();
  }

  @Produces
  @Singleton
  static ProgramFiles programFiles(Configuration configuration) {
    return new ProgramFiles(configuration.programFolder());
  }

  @Produces
  @Singleton
  static RecordingFiles recordingFiles(Configuration configuration) {
    return new RecordingFiles(configuration.media().recordings().folder(), configuration.node());
  }

  @Produces
  @Singleton
  static SoundLimits soundLimits(Configuration configuration) {
    return configuration.media().sounds();
  }

  @Produces
  @Singleton
  static TrunkSecrets trunkSecrets(Configuration configuration) {
    return new TrunkSecrets(configuration.trunkKey());
  }

  @Produces
  @Singleton
  static MemoryDirectory directory(Clock clock, Configuration configuration) {
    return new MemoryDirectory(clock, configuration.emergencies());
  }

  @Produces
  @Singleton
  static CodeSender codeSender(EngineDoors doors, MemoryDirectory directory) {
    return new CodeSender(doors, doors, directory);
  }

  @Produces
  @Singleton
  static CallerIdTerms callerIdTerms(Configuration configuration) {
    return configuration.callerIds();
  }

  @Produces
  @Singleton
  static IceServers iceServers(Configuration configuration) {
    return configuration.iceServers();
  }

  @Produces
  @Singleton
  static LiveCalls liveCalls(MemoryDirectory directory) {
    return new LiveCalls(
        directory::tenant,
        new LiveCalls.Phones() {
          @Override
          public Optional<UUID> phone(Domain domain, String user) {
            return directory.phoneOf(domain, user);
          }

          @Override
          public @Nullable UUID wallet(Domain domain, String user) {
            return directory.walletOf(domain, user);
          }
        },
        directory::trunkOf);
  }

  @Produces
  @Singleton
  static Steering steering(EngineDoors doors, LiveCalls live, Clock clock) {
    return new Steering(doors, live, new Operations(), clock);
  }

  @Produces
  @Singleton
  EngineRoom engineRoom(
      Configuration configuration,
      MemoryDirectory directory,
      LiveCalls live,
      ProgramFiles files,
      Clock clock) {
    return new EngineRoom(configuration, posting, directory, live, files, clock);
  }

  @Produces
  @Singleton
  static EngineDoors doors(EngineRoom room) {
    return room.doors();
  }

  @Produces
  @Singleton
  static EngineTrunks trunks(EngineRoom room) {
    return room.trunks();
  }

  @Produces
  @Singleton
  TenantTransaction transaction() {
    return new TenantTransaction(posting);
  }

  @Produces
  @Singleton
  BookExports bookExports() {
    return new BookExports(new TenantTransaction(requests));
  }

  @Produces
  @Singleton
  WalletBook walletBook() {
    return new PostgresWallets(posting);
  }

  @Produces
  @Singleton
  TriedLegs triedLegs(WalletBook book) {
    return new TriedLegs(new BookTransaction(posting), book, RecordedLegs::of);
  }

  @Produces
  static Rates rates(EngineRoom room) {
    return room.rates();
  }

  @Produces
  static ReRatingDesk reRatings(EngineRoom room) {
    return room.reRatings();
  }
}
