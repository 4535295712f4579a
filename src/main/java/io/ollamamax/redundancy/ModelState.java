package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.List;
import java.util.Locale;

/**
 * How a model stands.
 *
 * @param digest of the copies that count; empty where no node has it
 * @param size in bytes; 0 where unknown
 * @param wanted copies; 0 where the model is left alone
 * @param because why so many
 * @param actual copies that live and are not endangered
 * @param copies all that there are, in the order of their nodes
 * @param making copies under way
 * @param lack why no more copies are made although some are missing; empty where none is
 */
public record ModelState(
    ModelName model,
    String digest,
    long size,
    int wanted,
    String because,
    int actual,
    List<Standing> copies,
    List<Making> making,
    String lack) {
  public ModelState {
    copies = List.copyOf(copies);
    making = List.copyOf(making);
  }

  /** What a copy is worth. */
  public enum Worth {
    /** It serves. */
    LIVE,
    /** It serves, and its node is expected to go. */
    ENDANGERED,
    /** Its node has gone a short while ago and may come back. */
    AWAY,
    /** Its node has been gone for too long to count. */
    LOST,
    /** It is another version than the others. */
    OTHER;

    /** The name in the API: lower case. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A copy.
   *
   * @param own whether it was made here, and may be removed
   * @param surplus whether it is one too many
   */
  public record Standing(NodeId node, Worth worth, boolean own, boolean surplus) {}

  /**
   * A copy under way.
   *
   * @param way where it comes from; empty before it is known
   * @param share that is there, 0 to 1
   */
  public record Making(NodeId node, String way, double share) {}

  /** The same with what is under way. */
  ModelState with(List<Making> underWay) {
    return new ModelState(model, digest, size, wanted, because, actual, copies, underWay, lack);
  }

  /** Whether copies are missing beyond those that are waited for. */
  public boolean lacks() {
    long away = copies.stream().filter(copy -> copy.worth() == Worth.AWAY).count();
    return actual + away < wanted;
  }
}
