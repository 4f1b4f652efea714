/** How a host paints cards; near to what Teams does, which publishes no file of it for others. */
export const hostConfig = (dark: boolean): Readonly<Record<string, unknown>> => {
  const ink = dark ? '#ffffff' : '#242424'
  const soft = dark ? '#adadad' : '#616161'
  const colours = {
    default: { default: ink, subtle: soft },
    accent: { default: dark ? '#7f85f5' : '#5b5fc7', subtle: soft },
    good: { default: dark ? '#92c353' : '#237b4b', subtle: soft },
    warning: { default: dark ? '#f8d22a' : '#835c00', subtle: soft },
    attention: { default: dark ? '#f9526b' : '#c4314b', subtle: soft },
    dark: { default: ink, subtle: soft },
    light: { default: ink, subtle: soft },
  }
  const style = (backgroundColor: string): Readonly<Record<string, unknown>> => ({
    backgroundColor,
    foregroundColors: colours,
  })
  return {
    fontFamily: '"Segoe UI", "Liberation Sans", sans-serif',
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    supportsInteractivity: true,
    containerStyles: {
      default: style(dark ? '#292929' : '#ffffff'),
      emphasis: style(dark ? '#1f1f1f' : '#f0f0f0'),
      good: style(dark ? '#0d2e0d' : '#e7f2da'),
      attention: style(dark ? '#3f1011' : '#fcf4f6'),
      warning: style(dark ? '#463100' : '#fbf6d9'),
      accent: style(dark ? '#2b2b40' : '#e5e5f1'),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder' },
        optionalInputs: { weight: 'bolder' },
      },
    },
  }
}
