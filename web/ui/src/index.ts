/** The component library of every face: tokens and styles come with `@tallystick/ui/styles.css`. */
export { Badge, type Tone } from './components/badge.tsx';
export { Banner, type BannerProps, Status } from './components/banner.tsx';
export { Button, type ButtonProps, type ButtonVariant } from './components/button.tsx';
export { Card } from './components/card.tsx';
export { Checkbox, type CheckboxProps } from './components/checkbox.tsx';
export { CodeField, type CodeFieldProps } from './components/code-field.tsx';
export { Countdown } from './components/countdown.tsx';
export { DateField, type DateFieldProps } from './components/date-field.tsx';
export { Dialog, type DialogProps } from './components/dialog.tsx';
export { Disclosure } from './components/disclosure.tsx';
export { Icon, type IconName, iconNames } from './components/icon.tsx';
export { Link, type LinkProps } from './components/link.tsx';
export { NumberField, type NumberFieldProps } from './components/number-field.tsx';
export { BrandMark, type NavPlace, PageShell } from './components/page-shell.tsx';
export { Progress } from './components/progress.tsx';
export { UiProvider } from './components/provider.tsx';
export { QrImage } from './components/qr-image.tsx';
export { type Choice, RadioGroup, type RadioGroupProps } from './components/radio-group.tsx';
export { EmptyState, ErrorState, type ErrorWords, Skeleton } from './components/states.tsx';
export { type Step, Steps } from './components/steps.tsx';
export { Switch, type SwitchProps } from './components/switch.tsx';
export { type Column, Facts, Table } from './components/table.tsx';
export { type TabItem, Tabs, type TabsProps } from './components/tabs.tsx';
export { TextField, type TextFieldProps } from './components/text-field.tsx';
export {
  formatAgo,
  formatClock,
  formatDay,
  formatMoment,
  formatNumber,
  formatSpan,
  groupCode,
  shortHex,
  tidyCode,
} from './format/index.ts';
