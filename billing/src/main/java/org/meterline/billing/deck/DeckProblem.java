package org.meterline.billing.deck;

/**
 * Why a row of a file makes no line of a deck.
 *
 * @param line of the file, the first is 1
 * @param column what it is about, as {@link Columns.Field} names it; empty for the whole row
 * @param reason for people
 */
public record DeckProblem(long line, String column, String reason) {}
