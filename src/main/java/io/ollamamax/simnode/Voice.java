package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;

/** How an answer is put on the wire: the shapes of one API. */
interface Voice {
  /** The type of a streamed answer. */
  String contentType();

  /** What goes before the first piece; may be empty. */
  byte[] opening();

  /** One piece; empty where it does not show. */
  byte[] piece(Piece piece);

  /** What ends the stream. */
  byte[] closing(Stats stats);

  /** An error within the stream. */
  byte[] error(String text);

  /** The whole answer, of all pieces that were passed to {@link #piece}. */
  JsonNode whole(Stats stats);
}
