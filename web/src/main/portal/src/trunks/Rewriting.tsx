import { Flex, FlexItem } from '@patternfly/react-core';
import type { Direction, NumberForm, NumberRule } from '../api/trunkShapes';
import { ChoiceField } from '../parts/ChoiceField';
import { TextField } from '../parts/TextField';

const FORMS: readonly (readonly [NumberForm, string])[] = [
  ['AS_IS', 'as it is'],
  ['PLUS', '+49…'],
  ['DIGITS', '49…'],
  ['DOUBLE_ZERO', '0049…'],
];

const DIRECTIONS: readonly (readonly [Direction, string])[] = [
  ['called', 'Called, going out'],
  ['caller', 'Caller, going out'],
  ['calledIn', 'Called, coming in'],
  ['callerIn', 'Caller, coming in'],
];

type Rules = Readonly<Record<Direction, NumberRule>>;

interface Props {
  readonly rules: Rules;
  readonly onRules: (rules: Rules) => void;
}

/** How a trunk writes numbers: first the form is made, then the front is changed. */
export function Rewriting({ rules, onRules }: Props) {
  const put = (direction: Direction, part: Partial<NumberRule>) =>
    onRules({ ...rules, [direction]: { ...rules[direction], ...part } });
  return DIRECTIONS.map(([direction, name]) => {
    const rule = rules[direction];
    return (
      <Flex key={direction} gap={{ default: 'gapSm' }}>
        <FlexItem flex={{ default: 'flex_2' }}>
          <ChoiceField
            label={name}
            value={rule.form}
            choices={FORMS}
            onValue={(form) => put(direction, { form })}
          />
        </FlexItem>
        <FlexItem flex={{ default: 'flex_1' }}>
          <TextField
            label="strip"
            value={rule.strip}
            onValue={(strip) => put(direction, { strip })}
            input={{ 'aria-label': `${name}: strip` }}
          />
        </FlexItem>
        <FlexItem flex={{ default: 'flex_1' }}>
          <TextField
            label="add"
            value={rule.add}
            onValue={(add) => put(direction, { add })}
            input={{ 'aria-label': `${name}: add` }}
          />
        </FlexItem>
      </Flex>
    );
  });
}
