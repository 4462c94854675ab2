@NullMarked
package io.doorbuster.api.room;

import org.jspecify.annotations.NullMarked;
