//! The form in which an area's practices are written.

/// Declares the practices of an area: a static for each, and `ALL`, which has them in order.
macro_rules! practices {
    ($area:ident; $($name:ident = $slug:literal, $row:expr, $vantage:ident {
        sentence: $sentence:literal,
        why: $why:literal,
        fix: $fix:literal,
        sources: $sources:expr,
    })*) => {
        $(
            #[doc = $sentence]
            pub static $name: $crate::Practice = $crate::Practice {
                slug: $slug,
                row: $row,
                area: $crate::Area::$area,
                sentence: $sentence,
                why: $why,
                fix: $fix,
                vantage: $crate::Vantage::$vantage,
                sources: &$sources,
            };
        )*

        /// The practices of the area, in order.
        pub(crate) static ALL: &[&$crate::Practice] = &[$(&$name),*];
    };
}
