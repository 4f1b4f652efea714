const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** A country as a person calls it; what is no code of one is named as it came, and nothing at all "an unknown country". */
export const placeName = (country: string | undefined): string =>
  country === undefined
    ? 'an unknown country'
    : /^[A-Z]{2}$/.test(country)
      ? (names.of(country) ?? country)
      : country
