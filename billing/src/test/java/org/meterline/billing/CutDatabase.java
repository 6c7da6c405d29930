package org.meterline.billing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database of whose steps one is lost, and its connection with it. A step is that a connection is
 * asked for, a statement, or a commit. What was open then is undone; what is lost after it was
 * committed stays, but nobody is told. Reading changes nothing wherever it is lost, so all of a
 * transaction that reads is one step.
 */
public final class CutDatabase {
  /** What is lost of a step: it is not done, or it is and not answered. */
  public enum Lost {
    QUESTION,
    ANSWER
  }

  /** Something that uses the database, and asks again what is lost. */
  @FunctionalInterface
  public interface Story {
    void tell(CutDatabase database) throws Exception;
  }

  private final DataSource database = TestDatabase.app();
  private final DataSource source = proxy(DataSource.class, (proxy, m, a) -> connect(m, a));
  private final AtomicInteger steps = new AtomicInteger();
  private final BitSet kept = new BitSet();
  private final Lost losing;
  private final int nth;
  private volatile boolean lost;

  private CutDatabase(Lost losing, int nth) {
    this.losing = losing;
    this.nth = nth;
  }

  /**
   * Tells a story as it is, and again, for every N, with its Nth step lost: each question, and each
   * answer to what commits; of the others it makes no difference which is lost, all is undone.
   * Answers how often.
   */
  public static int losing(Story story) throws Exception {
    var whole = new CutDatabase(Lost.QUESTION, 0);
    story.tell(whole);
    int steps = whole.steps.get();
    for (int nth = 1; nth <= steps; nth++) {
      losing(story, Lost.QUESTION, nth, steps);
      if (whole.kept.get(nth)) {
        losing(story, Lost.ANSWER, nth, steps);
      }
    }
    return steps + whole.kept.cardinality();
  }

  private static void losing(Story story, Lost losing, int nth, int steps) {
    var database = new CutDatabase(losing, nth);
    try {
      story.tell(database);
      assertTrue(database.lost, "it came about");
    } catch (Exception | AssertionError e) {
      throw new AssertionError("lost: the " + losing + " of step " + nth + " of " + steps, e);
    }
  }

  public DataSource source() {
    return source;
  }

  /** Whether it has come about. */
  public boolean lost() {
    return lost;
  }

  /** Whether nothing is to be lost. */
  public boolean whole() {
    return nth == 0;
  }

  private Object connect(Method method, Object[] arguments) throws Throwable {
    if (!method.getName().equals("getConnection")) {
      return invoke(database, method, arguments);
    }
    if (steps.incrementAndGet() == nth) {
      throw away();
    }
    var line = new Line((Connection) invoke(database, method, arguments));
    return proxy(Connection.class, (proxy, m, a) -> line.use(m, a));
  }

  private SQLException away() {
    lost = true;
    return new SQLException("no database", "08006");
  }

  /** A connection until it is lost. */
  private final class Line {
    private final Connection real;
    private boolean cut;

    Line(Connection real) {
      this.real = real;
    }

    Object use(Method method, Object[] arguments) throws Throwable {
      return switch (method.getName()) {
        case "close" -> invoke(real, method, arguments);
        case "isClosed" -> cut || real.isClosed();
        case "commit" -> step(real, method, arguments);
        default -> {
          if (cut) {
            throw new SQLException("no connection", "08003");
          }
          var result = invoke(real, method, arguments);
          yield result instanceof PreparedStatement made
              ? proxy(PreparedStatement.class, (proxy, m, a) -> state(made, m, a))
              : result;
        }
      };
    }

    private Object state(PreparedStatement statement, Method method, Object[] arguments)
        throws Throwable {
      return method.getName().startsWith("execute")
          ? step(statement, method, arguments)
          : invoke(statement, method, arguments);
    }

    private Object step(Object on, Method method, Object[] arguments) throws Throwable {
      if (cut) {
        throw new SQLException("no connection", "08003");
      }
      if (real.isReadOnly()) {
        return invoke(on, method, arguments);
      }
      int step = steps.incrementAndGet();
      if (real.getAutoCommit() || method.getName().equals("commit")) {
        kept.set(step);
      }
      if (step == nth && losing == Lost.QUESTION) {
        throw cut();
      }
      var answer = invoke(on, method, arguments);
      if (step == nth) {
        throw cut();
      }
      return answer;
    }

    /** The real one is used again, so it is left as it was found. */
    private SQLException cut() throws SQLException {
      cut = true;
      if (!real.getAutoCommit()) {
        real.rollback();
      }
      return away();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(CutDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
