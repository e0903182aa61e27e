/**
 * Bytes of one body of MLS control, or of what a server sends. Ours. The greatest is the creation of a group of 256 whose leaves
 * hold certificates: 1.07 MB as measured, some 4.2 KB a member (the commit has the KeyPackage of each, the Welcome and the
 * GroupInfo the tree, each of the three with the certificate of 1 KB and more). This is that, and as much again but for a little.
 */
export const controlBodyLimitBytes = 2 * 1024 * 1024;

/** Bytes of a CPIM message, and of a message over MSRP, which is one: a control body and 32 KiB for headers. */
export const cpimLimitBytes = controlBodyLimitBytes + 32 * 1024;

/** Bytes of a SIP message: between carriers a whole CPIM message is in one, and 32 KiB of SIP headers before it. */
export const sipLimitBytes = cpimLimitBytes + 32 * 1024;
