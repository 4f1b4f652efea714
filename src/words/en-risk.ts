/** Why a request looks familiar or strange: for approvers and helpdesk, never for the person. Places and kinds, no addresses. */
export const riskWords = {
  'risk.country.new':
    'This person signs in from {usual}. This request comes from {here}, for the first time.',
  'risk.country.unheard':
    'This person signs in from {usual}. This request comes from {here}, where nobody in the company has signed in from before.',
  'risk.country.first': 'This request comes from {here}. Nothing is known yet of where this person signs in.',
  'risk.country.unknown':
    'It cannot be told which country this request comes from. For this person’s sign-ins it could.',
  'risk.country.seldom':
    'This request comes from {here}, where this person has signed in before, but seldom.',
  'risk.country.usual': 'This request comes from {here}, where this person often signs in.',
  'risk.asn.new': 'This person has never used the internet provider of this request before.',
  'risk.asn.first':
    'Nothing is known yet of the internet providers that this person uses where the request comes from.',
  'risk.asn.unknown':
    'It cannot be told which internet provider this request comes through. For this person’s sign-ins it could.',
  'risk.asn.seldom': 'This person has used the internet provider of this request before, but seldom.',
  'risk.asn.usual': 'This person often uses the internet provider of this request.',
  'risk.prefix.new': 'This person has never signed in over the internet connection of this request before.',
  'risk.prefix.first': 'Nothing is known yet of the internet connections that this person uses.',
  'risk.prefix.unknown':
    'It cannot be told which internet connection this request comes over. For this person’s sign-ins it could.',
  'risk.prefix.seldom':
    'This person has signed in over the internet connection of this request before, but seldom.',
  'risk.prefix.usual': 'This person often signs in over the internet connection of this request.',
  'risk.device.new': 'This person signs in on {usual}. This request is made on {here}, for the first time.',
  'risk.device.first': 'This request is made on {here}. Nothing is known yet of what this person uses.',
  'risk.device.unknown':
    'It cannot be told what kind of device this request is made on. For this person’s sign-ins it could.',
  'risk.device.seldom': 'This request is made on {here}, as few of this person’s sign-ins are.',
  'risk.device.usual': 'This request is made on {here}, as this person’s sign-ins often are.',
  'risk.os.new': 'This person uses {usual}. This request is made on {here}, for the first time.',
  'risk.os.first': 'This request is made on {here}. Nothing is known yet of what this person uses.',
  'risk.os.unknown':
    'It cannot be told which system this request is made on. For this person’s sign-ins it could.',
  'risk.os.seldom': 'This request is made on {here}, which this person has used before, but seldom.',
  'risk.os.usual': 'This request is made on {here}, which this person often uses.',
  'risk.family.new': 'This person uses {usual}. This request is made in {here}, for the first time.',
  'risk.family.first': 'This request is made in {here}. Nothing is known yet of what this person uses.',
  'risk.family.unknown':
    'It cannot be told which browser this request is made in. For this person’s sign-ins it could.',
  'risk.family.seldom': 'This request is made in {here}, which this person has used before, but seldom.',
  'risk.family.usual': 'This request is made in {here}, which this person often uses.',
  'risk.kind.desktop': 'a computer',
  'risk.kind.phone': 'a phone',
  'risk.kind.tablet': 'a tablet',
  'risk.kind.other': 'a device that is no computer, phone or tablet',
  'risk.key.known': 'This person has used this very browser here before.',
  'risk.key.unknown': 'This person has never used this browser here before.',
  'risk.hidden.yes':
    'This request comes through a VPN, a proxy or a hosting company, so where it really comes from is hidden.',
  'risk.hidden.usual': 'This request comes through a VPN or a proxy, as this person’s sign-ins often do.',
  'risk.hidden.no': 'This request does not come through any VPN, proxy or hosting company we know of.',
  'risk.travel.minutes':
    'The last sign-in was from {last}, {n} minutes earlier. Nobody gets from there to {here} that fast.',
  'risk.travel.hours':
    'The last sign-in was from {last}, {n} hours earlier. Nobody gets from there to {here} that fast.',
  'risk.travel.possible': 'The last sign-in was from {last}. There was time enough to travel to {here}.',
  'risk.travel.stayed': 'The last sign-in was from {here} as well.',
  'risk.dormant': 'Nobody has signed in to this account for about {n} months.',
  'risk.hours.usual': 'This person often signs in at this time of day.',
  'risk.hours.unusual': 'This person hardly ever signs in at this time of day.',
  'risk.many.person': 'Far more requests than usual are made for this person.',
  'risk.many.address': 'Far more requests than usual come over the same internet connection.',
  'risk.many.network': 'Far more requests than usual come through the same internet provider.',
  'risk.many.company': 'Far more requests than usual are made in the whole company.',
  'risk.near': 'Other people who asked over this internet connection in the last hour: {people}.',
  'risk.answers.right': 'They answered questions about recent sign-ins well.',
  'risk.answers.wrong': 'They answered questions about recent sign-ins badly.',
} as const
