const asked = /^\s*who(?:\s+is)?\s+(?:<mailto:[^|>\s]+\|)?([\p{L}\d._@+'-]{2,100})>?\s*\??\s*$/iu

/** Whom a message asks about; undefined = it asks about nobody in particular. */
export const whom = (text: string): string | undefined => asked.exec(text)?.[1]?.toLowerCase()
