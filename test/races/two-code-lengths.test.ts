import { itKeepsTwoLengthsApart } from './two-code-lengths.js';
import { describeOnBothStores } from './world.js';

describeOnBothStores('checks of two lengths side by side', itKeepsTwoLengthsApart);
