package org.meterline.ejb.record;

/**
 * Something that happened, as the stream of a tenant has it.
 *
 * @param id where it is in the stream of this node; who comes back with it misses nothing
 */
public record Happened(String id, Happening what) {}
