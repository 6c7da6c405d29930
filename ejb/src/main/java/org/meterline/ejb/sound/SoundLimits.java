package org.meterline.ejb.sound;

/**
 * How much of sounds there may be.
 *
 * @param largest octets of one file
 * @param ofTenant octets of all files of a tenant
 * @param most files of a tenant
 * @param kept octets of them, as they are played, that a node keeps in memory
 */
public record SoundLimits(int largest, long ofTenant, int most, long kept) {}
