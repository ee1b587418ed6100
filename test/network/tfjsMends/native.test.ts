import { backendName } from '../../../src/network/tensorflow';
import { testAgainstKeras } from './kerasLayers';

void testAgainstKeras(backendName());
