const prefix = 'XCUIElementType';

/** Every element type that WebDriverAgent names; an application's unknown ones are shown as `Other`. */
const known = new Set(
  `Any Other Application Group Window Sheet Drawer Alert Dialog Button RadioButton RadioGroup CheckBox
  DisclosureTriangle PopUpButton ComboBox MenuButton ToolbarButton Popover Keyboard Key NavigationBar TabBar TabGroup
  Toolbar StatusBar Table TableRow TableColumn Outline OutlineRow Browser CollectionView Slider PageIndicator
  ProgressIndicator ActivityIndicator SegmentedControl Picker PickerWheel Switch Toggle Link Image Icon SearchField
  ScrollView ScrollBar StaticText TextField SecureTextField DatePicker TextView Menu MenuItem MenuBar MenuBarItem Map
  WebView IncrementArrow DecrementArrow Timeline RatingIndicator ValueIndicator SplitGroup Splitter RelevanceIndicator
  ColorWell HelpTag Matte DockItem Ruler RulerMarker Grid LevelIndicator Cell LayoutArea LayoutItem Handle Stepper Tab
  TouchBar StatusItem`.split(/\s+/),
);

/** The type by which an element is listed: `XCUIElementTypeOther` when its own is unknown. */
export function elementType(name: string): string {
  return known.has(name.slice(prefix.length)) && name.startsWith(prefix) ? name : `${prefix}Other`;
}

/** A type as a locator names it; undefined when it is none. A new type with the right prefix counts as `Other`. */
export function locatedType(name: string): string | undefined {
  if (!name.startsWith(prefix) || name.length === prefix.length) return undefined;
  return elementType(name);
}

/** `Button` of `XCUIElementTypeButton`. */
export const shortType = (type: string): string => type.slice(prefix.length);

const textInputs = new Set(['TextField', 'SecureTextField', 'SearchField', 'TextView'].map((name) => prefix + name));

/** Elements whose value falls back to a placeholder. */
export const supportsInnerText = (type: string): boolean => textInputs.has(type);
