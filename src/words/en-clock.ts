/** What the alert channel is told of clocks. */
export const clockWords = {
  'alert.clock':
    'The clock of process {replica} is {apart} that of the store. It asks the load balancer to be sent nobody, and above {most} seconds it helps nobody at all: one of the two is wrong, and it cannot tell which.',
  'alert.clock-fix': 'To mend it: set both by NTP. It goes on by itself once they agree.',
} as const
