package io.doorbuster.sale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SaleDefinitionTest {
    @Test
    void aSmallSaleIsOneBucketAndALargeOneIsSpread() {
        assertThat(SaleDefinition.bucketsFor(1)).isOne();
        assertThat(SaleDefinition.bucketsFor(16_384)).isOne();
        assertThat(SaleDefinition.bucketsFor(16_385)).isEqualTo(2);
        assertThat(SaleDefinition.bucketsFor(100_000)).isEqualTo(7);
        assertThat(SaleDefinition.bucketsFor(SaleDefinition.MAX_STOCK)).isEqualTo(64);
    }

    @Test
    void aBuyerAlwaysHasTheSameBucket() {
        SaleDefinition sale = Sales.sale(SaleDefinition.Switch.ON, 7);
        assertThat(sale.bucketOf("ann")).isEqualTo(sale.bucketOf("ann"));
        assertThat(Sales.sale(SaleDefinition.Switch.ON, 1).bucketOf("ann")).isZero();
    }

    @Test
    void buyersAreSpreadEvenlyWhateverTheirNames() {
        isEven(2, number -> "user-" + number);
        isEven(7, number -> "buyer" + number + "@example.com");
        isEven(64, number -> String.format("%08x", number));
        isEven(64, Integer::toString);
    }

    private static void isEven(int buckets, IntFunction<String> name) {
        SaleDefinition sale = Sales.sale(SaleDefinition.Switch.ON, buckets);
        int buyers = 200_000;
        int[] count = new int[buckets];
        IntStream.range(0, buyers).mapToObj(name).forEach(user -> count[sale.bucketOf(user)]++);
        for (int bucket = 0; bucket < buckets; bucket++) {
            assertThat(count[bucket])
                    .as("bucket %s of %s", bucket, buckets)
                    .isCloseTo(buyers / buckets, Percentage.withPercentage(10));
        }
    }
}
